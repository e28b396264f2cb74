package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.account.Progress;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private static final long SECOND = 1_000_000_000L;

    private static Progress progress(long open, long planned, Progress.Sessions sessions, long portsUsed) {
        return new Progress(
                Progress.RunPhase.MEASURE,
                10 * SECOND,
                2 * SECOND,
                5 * SECOND,
                Map.of(),
                new Histogram(3),
                open,
                planned,
                sessions,
                0,
                0,
                0.5,
                new Progress.Ports(portsUsed, 1000));
    }

    @Test
    void socketsThatAreHeldAreCounted() {
        assertEquals(
                "  10.0s  measure  sockets 90 of 100  errors 0  5s left",
                StatusText.line(progress(90, 100, null, 100)));
    }

    @Test
    void sessionsComeAndGo() {
        Progress.Sessions sessions = new Progress.Sessions(3, 100, 396);
        assertEquals(
                "  10.0s  measure  sessions 198/s begun, 3 open of at most 100  errors 0  5s left",
                StatusText.line(progress(3, 0, sessions, 3)));
        assertEquals(
                "sockets 20 of 20  sessions 198/s begun, 3 open of at most 100   errors 0 (0 now)",
                StatusText.block("title", progress(23, 20, sessions, 23)).get(2));
    }

    @Test
    void portsThatRunShortAreTold() {
        String words = "FEW PORTS LEFT: 900 of 1,000 in use or in TIME_WAIT (--source-ip adds more)";
        Progress last = progress(1, 1, null, 900);
        assertTrue(StatusText.line(last).contains(words), StatusText.line(last));
        List<String> block = StatusText.block("title", last);
        assertEquals(words, block.get(block.size() - 1));
    }
}
