package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.oneport.client.wire.WireSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpgradeStormTest {
    private static final double PER_SECOND = 100;
    private static final Duration WINDOW = Duration.ofMillis(100);

    /** A storm of ten or fewer, none of whom is ever answered. */
    @Test
    void portsAreThoseOfAllWhoAreUnderWay() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Clock clock = new Clock();
            WindowPlan windows = WindowPlan.draw(1, 1, WINDOW, Duration.ZERO, 1);
            try (UpgradeStorm storm = new UpgradeStorm(plan(silent.getLocalPort()), PER_SECOND, clock)) {
                assertEquals(0, storm.ports());
                storm.begin(windows, clock.now());
                try (Socket first = silent.accept()) {
                    assertTrue(first.getInputStream().read() >= 0, "asks to upgrade");
                    long ports = storm.ports();
                    assertTrue(ports >= 1 && ports <= 10, ports + " ports");
                    StormTally tally = storm.tally();
                    assertEquals(0, tally.made());
                    assertTrue(storm.ports() >= tally.begun(), () -> tally + ", " + storm.ports());
                }
            }
        }
    }

    private static LoadPlan plan(int port) {
        Target server = new Target(false, "127.0.0.1", port, "/");
        return new LoadPlan(
                Scenario.ECHO,
                new LoadPlan.Fleet(1, 0, 0, 0, 1, 1),
                new LoadPlan.Traffic(ArrivalModel.POISSON, RateCurve.constant(1), RateCurve.constant(0), 1, 1),
                new LoadPlan.Phases(Duration.ZERO, WINDOW, WINDOW),
                new LoadPlan.Messages(20, 20, true, false, false),
                new LoadPlan.TargetPaths("/echo", "/", "", List.of()),
                new WireSettings(
                        server, Trust.PLATFORM, List.of(), Limits.DEFAULTS, List.of(), 2 << 10, IoTransport.best(), 1),
                1);
    }
}
