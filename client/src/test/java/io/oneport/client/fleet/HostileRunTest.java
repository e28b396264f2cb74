package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.hostile.HostileKind;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.result.Books;
import io.oneport.client.result.Findings;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.wire.WireSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostileRunTest {
    private static final int WEB_SOCKETS = 20;
    private static final int HTTP = 5;

    private static LoadPlan plan(FaultyServer server, Map<HostileKind, Integer> hostile) {
        return new LoadPlan(
                Scenario.ECHO,
                new LoadPlan.Fleet(WEB_SOCKETS, HTTP, 0, 0, 1, 1000),
                new LoadPlan.Traffic(ArrivalModel.UNIFORM, RateCurve.constant(200), RateCurve.constant(50), 1024, 1),
                new LoadPlan.Phases(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(10)),
                new LoadPlan.Messages(128, 128, true, false, false),
                new LoadPlan.TargetPaths("/echo", "/plaintext", "load", List.of()),
                new WireSettings(
                        new Target(false, "127.0.0.1", server.port(), "/"),
                        Trust.PLATFORM,
                        List.of(),
                        Limits.DEFAULTS,
                        List.of(),
                        2048,
                        IoTransport.best(),
                        1),
                hostile,
                1);
    }

    @Test
    @MostlyWaits
    void theInnocentStayCleanAndTheHostileAreInNoOtherFigure() throws IOException {
        Map<HostileKind, Integer> mix = new EnumMap<>(HostileKind.class);
        for (HostileKind kind : HostileKind.values()) {
            mix.put(kind, 1);
        }
        Findings found;
        try (FaultyServer server = new FaultyServer(new Fault.None());
                LoadRun run = new LoadRun(plan(server, mix), progress -> {})) {
            found = run.execute();
        }
        assertEquals(WEB_SOCKETS + HTTP, found.sockets().planned());
        assertEquals(WEB_SOCKETS + HTTP, found.sockets().opened(), found::toString);
        assertEquals(WEB_SOCKETS, found.sockets().upgraded());
        assertEquals(WEB_SOCKETS + HTTP, found.sockets().peakOpen());
        assertEquals(0, found.sockets().lost());
        assertEquals(List.of(), found.failures());
        for (Books books : found.books()) {
            assertEquals(books.scheduled(), books.done(), books::toString);
        }
        assertTrue(found.integrity().clean(), found.integrity()::toString);
        assertEquals(
                mix.keySet().stream().map(HostileKind::text).toList(),
                found.hostile().stream().map(HostileGroup::kind).toList());
        for (HostileGroup group : found.hostile()) {
            assertEquals(1, group.sockets());
            assertFalse(group.outcomes().isEmpty(), group::toString);
        }
        assertTrue(found.validity().portsUsed() >= WEB_SOCKETS + HTTP + mix.size(), "they take ports as well");
    }

    @Test
    @MostlyWaits
    void withoutThemThereAreNone() throws IOException {
        try (FaultyServer server = new FaultyServer(new Fault.None());
                LoadRun run = new LoadRun(plan(server, Map.of()), progress -> {})) {
            assertEquals(List.of(), run.execute().hostile());
        }
    }
}
