package io.oneport.client.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.WireSettings;
import io.oneport.client.wire.Wires;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final long SECOND = 1_000_000_000L;
    private static final WireSettings WIRES = new WireSettings(
            new Target(false, "127.0.0.1", 1, "/"),
            Trust.PLATFORM,
            List.of(),
            Limits.DEFAULTS,
            List.of(),
            2048,
            IoTransport.NIO,
            1);

    /** A loop that wakes up five seconds after the end: work that was due before it is handed out late, and nothing else is. */
    @Test
    void nothingIsDueAfterTheEnd() throws Exception {
        List<Boolean> done = new ArrayList<>();
        AtomicInteger turns = new AtomicInteger();
        try (Wires wires = new Wires(WIRES)) {
            Clock clock = new Clock();
            PhaseClock time = new PhaseClock(clock);
            WireLoop loop = wires.loops().get(0);
            Pacer pacer = new Pacer(RateCurve.constant(10), 1, false, 0.5, 1);
            Performer counting = (due, measured) -> done.add(measured);
            List<Long> lags = new ArrayList<>();
            loop.ask(() -> {
                        long start = clock.now() - 10 * SECOND;
                        time.begin(new Timeline(start, start + SECOND, start + 5 * SECOND));
                        new Dispatcher(loop, time, pacer, List.of(counting), lags::add, () -> turns.incrementAndGet())
                                .run();
                        return true;
                    })
                    .join();
            assertEquals(40, lags.size());
        }
        assertEquals(1, turns.get());
        assertEquals(50, done.size());
        assertEquals(40, done.stream().filter(measured -> measured).count());
    }
}
