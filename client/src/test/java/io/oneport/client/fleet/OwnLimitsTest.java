package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.account.Progress;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Validity;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.wire.WireSettings;
import io.oneport.testing.Needs;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that fail for what this machine lacks. */
class OwnLimitsTest {
    /** Longer than a target may be gone before a run is broken off. */
    private static final Duration MEASURED = Duration.ofSeconds(4);

    private static LoadPlan churn(FaultyServer server, IoTransport transport, List<InetAddress> sources) {
        return new LoadPlan(
                Scenario.CHURN,
                new LoadPlan.Fleet(10, 0, 0, 0, 1, 1000),
                new LoadPlan.Traffic(ArrivalModel.UNIFORM, RateCurve.constant(25), RateCurve.constant(0), 1, 1),
                new LoadPlan.Phases(Duration.ZERO, MEASURED, Duration.ofSeconds(2)),
                new LoadPlan.Messages(128, 128, true, false, false),
                new LoadPlan.TargetPaths("/echo", "/plaintext", "load", List.of()),
                new WireSettings(
                        new Target(false, "127.0.0.1", server.port(), "/"),
                        Trust.PLATFORM,
                        List.of(),
                        Limits.DEFAULTS,
                        sources,
                        2048,
                        transport,
                        1),
                1);
    }

    /**
     * An address that no machine has (RFC 5737) is refused by the system with the error that it has for ports that are
     * used up: EADDRNOTAVAIL.
     */
    @ParameterizedTest
    @MostlyWaits
    @EnumSource
    void noFreePortIsNoFailureOfTheServer(IoTransport transport) throws Exception {
        Needs.transport(transport.text(), transport.available());
        try (FaultyServer server = new FaultyServer(new Fault.None());
                LoadRun run = new LoadRun(
                        churn(server, transport, List.of(InetAddress.getByName("192.0.2.1"))), progress -> {})) {
            Findings found = run.execute();
            assertFalse(found.targetGone(), found::toString);
            assertEquals(Validity.Verdict.INVALID, found.validity().verdict());
            assertTrue(
                    found.validity().reasons().stream()
                            .anyMatch(reason -> reason.contains("no free port or file descriptor for 100 connections")),
                    found.validity()::toString);
            assertEquals(1, found.failures().size(), found::toString);
            assertEquals(
                    "127.0.0.1:" + server.port() + ": no local port is free",
                    found.failures().get(0).what());
        }
    }

    @Test
    void portsThatRestCount() {
        assertFalse(new Progress.Ports(8, 10).areShort());
        assertTrue(new Progress.Ports(9, 10).areShort());
    }
}
