package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.pace.Clock;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.wire.WireSettings;
import io.oneport.client.wire.Wires;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VisitorTest {
    private static LoadPlan plan(int port) {
        Limits limits =
                new Limits(Duration.ofMillis(100), Limits.DEFAULTS.maxHeadBytes(), Limits.DEFAULTS.maxMessageBytes());
        return new LoadPlan(
                Scenario.ECHO,
                new LoadPlan.Fleet(1, 0, 0, 0, 1, 100),
                new LoadPlan.Traffic(ArrivalModel.POISSON, RateCurve.constant(1), RateCurve.constant(1), 1, 1),
                new LoadPlan.Phases(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO),
                new LoadPlan.Messages(128, 128, true, false, false),
                new LoadPlan.TargetPaths("/echo", "/", "", List.of()),
                new WireSettings(
                        new Target(false, "127.0.0.1", port, "/"),
                        Trust.PLATFORM,
                        List.of(),
                        limits,
                        List.of(),
                        2 << 10,
                        IoTransport.best(),
                        1),
                1);
    }

    /** The first visit whose message was not answered was the last one. */
    @Test
    void aVisitThatIsNotAnsweredIsNotTheLast() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.Messages(Fault.Harm.DROP, 1))) {
            LoadPlan plan = plan(URI.create(server.url()).getPort());
            Clock clock = new Clock();
            try (Wires wires = new Wires(plan.wires());
                    Visitor visitor = new Visitor(plan, 1_000_000, clock, wires)) {
                visitor.begin(clock.now());
                while (server.counts().faults() < 3) {
                    LockSupport.parkNanos(1_000_000);
                }
                visitor.stop();
                assertTrue(visitor.tally().join().begun() >= 2);
            }
        }
    }
}
