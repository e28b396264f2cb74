package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.pace.Clock;
import io.oneport.client.pace.Pacer;
import io.oneport.client.pace.Performer;
import io.oneport.client.pace.Timeline;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.wire.WireSettings;
import io.oneport.client.wire.Wires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LoadPlan PLAN = new LoadPlan(
            Scenario.CHURN,
            new LoadPlan.Fleet(1, 0, 0, 0, 1, 1),
            new LoadPlan.Traffic(ArrivalModel.UNIFORM, RateCurve.constant(10), RateCurve.constant(0), 1, 1),
            new LoadPlan.Phases(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ZERO),
            new LoadPlan.Messages(128, 128, true, false, false),
            new LoadPlan.TargetPaths("/echo", "/", "", List.of()),
            new WireSettings(
                    new Target(false, "127.0.0.1", 1, "/"),
                    Trust.PLATFORM,
                    List.of(),
                    Limits.DEFAULTS,
                    List.of(),
                    2048,
                    IoTransport.NIO,
                    1),
            1);

    /** A loop that wakes up five seconds behind the end: what was due until then is done late, the rest never was due. */
    @Test
    void nothingIsDueBehindTheEnd() throws Exception {
        List<Boolean> done = new ArrayList<>();
        try (Wires wires = new Wires(PLAN.wires())) {
            Clock clock = new Clock();
            Worker worker = new Worker(
                    PLAN,
                    wires,
                    wires.loops().get(0),
                    clock,
                    new Directory(0),
                    new TopicShares(PLAN),
                    new SplittableRandom(1));
            Pacer pacer = new Pacer(PLAN.traffic().webSocket(), 1, false, 0.5, 1);
            Performer counting = (due, measured) -> done.add(measured);
            worker.loop
                    .ask(() -> {
                        long start = clock.now() - 10 * SECOND;
                        worker.timeline = new Timeline(start, start + SECOND, start + 5 * SECOND);
                        new Dispatcher(worker, pacer, List.of(counting)).walk();
                        return done.size();
                    })
                    .join();
        }
        assertEquals(50, done.size());
        assertEquals(40, done.stream().filter(measured -> measured).count());
    }
}
