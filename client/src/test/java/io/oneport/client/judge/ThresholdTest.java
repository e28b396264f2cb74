package io.oneport.client.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.account.Meter;
import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
import io.oneport.client.result.ThresholdOutcome;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {
    private static final List<Books> BOOKS = List.of(new Books("ws", 1000, 990, 4, 3, 2, 1));

    /** 1 ms to 100 ms, one of each. */
    private static List<Latency> latencies() {
        Histogram histogram = Meter.histogram();
        for (int i = 1; i <= 100; i++) {
            histogram.recordValue(i * 1_000_000L);
        }
        return List.of(new Latency("ws.echo", "", histogram, histogram, null, 50));
    }

    private static ThresholdOutcome judge(String text) {
        return Threshold.parse(text).judge(latencies(), BOOKS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws.echo.p99<100ms",
                "ws.echo.p50<=51ms",
                "ws.echo.p99.9 > 99ms",
                "ws.echo.max<0.2s",
                "ws.echo.min>900us",
                "ws.echo.mean<60ms",
                "ws.echo.count==100",
                "ws.echo.rate>=50/s",
                "ws.failed<5",
                "ws.timedout==3",
                "ws.unsent<=2",
                "ws.inflight<2",
                "ws.done>900",
                "ws.scheduled>=1000",
                "ws.success>=99%",
            })
    void holds(String text) {
        ThresholdOutcome outcome = judge(text);
        assertTrue(outcome.held(), outcome.toString());
        assertEquals(text, outcome.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws.echo.p99<90ms",
                "ws.echo.rate>50/s",
                "ws.failed<4",
                "ws.success>99%",
                "ws.echo.p50==1ms",
                "http.p99<1s",
                "http.failed<10"
            })
    void doesNotHold(String text) {
        ThresholdOutcome outcome = judge(text);
        assertFalse(outcome.held(), outcome.toString());
    }

    @Test
    void saysWhatWasMeasured() {
        assertEquals("50.0/s", judge("ws.echo.rate>1/s").actual());
        assertEquals("99.0000 %", judge("ws.success>1%").actual());
        assertEquals("4", judge("ws.failed<1").actual());
        assertEquals("nothing was measured", judge("http.p99<1s").actual());
    }

    @Test
    void withoutASingleAnswerNoTimeHoldsButACountDoes() {
        List<Latency> none = List.of(new Latency("http", "", Meter.histogram(), null, null, 0));
        assertFalse(Threshold.parse("http.p99<1s").judge(none, List.of()).held());
        assertTrue(Threshold.parse("http.count==0").judge(none, List.of()).held());
    }

    @ParameterizedTest
    @CsvSource({
        "ws.echo.p99<5, a time with its unit",
        "ws.echo.p99<5h, a time with its unit",
        "ws.echo.rate>5, a number with /s",
        "ws.success>5, a number with %",
        "ws.success>=101%, at most 100%",
        "ws.failed<5ms, a count without a unit",
        "ws.echo.p999<5ms, such as",
        "ws.echo.slowness<5, p50 to p99.99",
        "ws.echo.p99=5ms, such as",
        "ws.echo.p99<1.2.3ms, such as",
        "p99<5ms, such as",
    })
    void refusesInOneLine(String text, String expected) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Threshold.parse(text));
        assertTrue(
                refusal.getMessage().startsWith("threshold: " + text + " (expected: " + expected),
                refusal.getMessage());
    }

    @Test
    void refusesWhatTheRunDoesNotMeasure() {
        List<String> metrics = List.of("connect", "ws.echo");
        List<String> works = List.of("ws");
        Threshold.parse("ws.echo.p99<5ms").requireAmong(metrics, works);
        Threshold.parse("ws.failed<5").requireAmong(metrics, works);
        Threshold other = Threshold.parse("http.p99<5ms");
        String message = assertThrows(IllegalArgumentException.class, () -> other.requireAmong(metrics, works))
                .getMessage();
        assertTrue(message.contains("connect, ws.echo"), message);
        Threshold books = Threshold.parse("http.failed<5");
        assertThrows(IllegalArgumentException.class, () -> books.requireAmong(metrics, works));
    }
}
