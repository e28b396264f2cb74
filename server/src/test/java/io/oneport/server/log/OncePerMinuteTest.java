package io.oneport.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong now = new AtomicLong(42);
    private final OncePerMinute limited = new OncePerMinute(now::get);
    private final Logger log = context.getLogger("here");

    @BeforeEach
    void start() {
        lines.start();
        limited.setContext(context);
        limited.addAppender(lines);
        limited.start();
        log.addAppender(limited);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private List<String> passed() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void oneOfAKindPassesAndTheOthersAreCounted() {
        for (int i = 0; i < 1000; i++) {
            log.warn("socket {} failed", i, new IllegalStateException("on purpose"));
        }
        log.error("another kind");
        assertEquals(List.of("socket 0 failed", "another kind"), passed());
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        limited.report();
        limited.report();
        log.warn("socket {} failed", 1000);
        assertEquals(
                List.of("socket 0 failed", "another kind", "socket 999 failed (the last of 999 such in a minute)"),
                passed());
    }

    /** Whoever reports it: a trace would show where memory has run out, and not why. */
    @Test
    void thatMemoryHasRunOutIsOneLine() {
        log.warn("a task failed", new IllegalStateException(new OutOfMemoryError("no room for 16384 bytes")));
        context.getLogger("there").addAppender(limited);
        context.getLogger("there").error("socket {} failed", 7, new OutOfMemoryError("no room for 8192 bytes"));
        assertEquals(
                List.of("Out of memory: no room for 16384 bytes; lower the limits, or give the process more memory"
                        + " (reported by here)"),
                passed());
        assertNull(lines.list.get(0).getThrowableProxy());
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        limited.report();
        assertEquals(
                "Out of memory: no room for 8192 bytes; lower the limits, or give the process more memory"
                        + " (reported by there) (the last of 1 such in a minute)",
                passed().get(1));
        log.warn(
                "a listener failed",
                new IllegalStateException("complete already: java.lang.OutOfMemoryError: no room"));
        assertEquals(2, passed().size());
    }

    @Test
    void aKindThatComesSeldomAlwaysPasses() {
        for (int i = 0; i < 3; i++) {
            log.warn("once in a while");
            now.addAndGet(TimeUnit.MINUTES.toNanos(1));
            limited.report();
        }
        assertEquals(3, passed().size());
    }

    @Test
    void messagesThatAllDifferAreOfOneKindInTheEnd() {
        for (int i = 0; i < 10_000; i++) {
            log.warn("failed: " + i);
        }
        assertEquals(257, passed().size());
    }

    @Test
    void lesserLinesPass() {
        for (int i = 0; i < 5; i++) {
            log.info("stopping");
        }
        assertEquals(5, passed().size());
    }
}
