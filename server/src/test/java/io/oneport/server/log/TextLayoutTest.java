package io.oneport.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TextLayoutTest {
    private static String line(Level level, String zone, Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("io.oneport.server.app.Main"), level, "on {}", thrown, new Object[] {
                    8080
                });
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        return new TextLayout(ZoneId.of(zone)).doLayout(event);
    }

    @Test
    void aLineHasTimeLevelClassAndMessage() {
        assertEquals(
                "2026-01-02T03:04:05.006Z INFO  Main: on 8080" + System.lineSeparator(), line(Level.INFO, "UTC", null));
        assertEquals(
                "2026-01-02T08:49:05.006+05:45 ERROR Main: on 8080" + System.lineSeparator(),
                line(Level.ERROR, "Asia/Kathmandu", null));
    }

    @Test
    void anExceptionFollowsWithItsCause() {
        String text = line(Level.WARN, "UTC", new IllegalStateException("late", new RuntimeException("early")));
        assertTrue(text.contains("java.lang.IllegalStateException: late"), text);
        assertTrue(text.contains("Caused by: java.lang.RuntimeException: early"), text);
        assertTrue(text.endsWith(System.lineSeparator()), text);
    }
}
