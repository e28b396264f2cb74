package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.oneport.client.account.Progress;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Trust;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.result.Findings;
import io.oneport.client.wire.LoopbackEcho;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.WireSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a message costs in memory: a collection of garbage in the middle of a run would be measured as the server's. */
class LoadAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** So a run at 2,000 messages a second fills the young generation of its JVM, 256 MiB, in more than five minutes. */
    private static final long MOST_BYTES = 400;

    private static long allocated(LoadRun run) {
        WireLoop loop = run.wires().loops().get(0);
        return loop.ask(() ->
                        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()))
                .join();
    }

    @Test
    void aMessageAllocatesNextToNothing() throws Exception {
        AtomicLong before = new AtomicLong();
        AtomicLong after = new AtomicLong();
        AtomicLong messages = new AtomicLong();
        try (LoopbackEcho echo = new LoopbackEcho(IoTransport.best())) {
            LoadRun[] own = new LoadRun[1];
            LoadPlan plan = new LoadPlan(
                    Scenario.ECHO,
                    new LoadPlan.Fleet(20, 0, 0, 0, 1, 1000),
                    new LoadPlan.Traffic(ArrivalModel.POISSON, RateCurve.constant(3000), RateCurve.constant(0), 16, 1),
                    new LoadPlan.Phases(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2)),
                    new LoadPlan.Messages(128, 128, true, false, false),
                    new LoadPlan.TargetPaths(LoopbackEcho.PATH, "/", "", List.of()),
                    new WireSettings(
                            echo.target(),
                            Trust.PLATFORM,
                            List.of(),
                            Limits.DEFAULTS,
                            List.of(),
                            2048,
                            IoTransport.best(),
                            1),
                    1);
            try (LoadRun run = new LoadRun(plan, progress -> {
                if (progress.phase() == Progress.RunPhase.MEASURE) {
                    // The first tick of measuring, and the last.
                    before.compareAndSet(0, allocated(own[0]));
                    after.set(allocated(own[0]));
                    if (before.get() != after.get()) {
                        progress.completed().values().forEach(times -> messages.addAndGet(times.getTotalCount()));
                    }
                }
            })) {
                own[0] = run;
                Findings findings = run.execute();
                assertTrue(findings.integrity().clean(), findings.integrity()::toString);
            }
        }
        assertTrue(messages.get() > 0);
        long each = (after.get() - before.get()) / messages.get();
        assertTrue(each <= MOST_BYTES, each + " bytes for each of " + messages);
    }
}
