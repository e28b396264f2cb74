package io.oneport.server.features.landing;

import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code /}, a page about the server, {@code /healthz} and {@code /readyz}. */
public final class LandingRoutes {
    private LandingRoutes() {}

    /**
     * The routes.
     *
     * @param page whether the page is served
     * @param notReady says why no new client should be sent here, or null; asked for each request to {@code /readyz}
     */
    public static List<Route> routes(boolean page, Supplier<String> notReady) {
        List<Route> routes = new ArrayList<>();
        if (page) {
            Response landing = page();
            routes.add(Route.get("/", exchange -> exchange.answer(landing)));
        }
        Response healthy = now("ok\n");
        routes.add(Route.get("/healthz", exchange -> exchange.answer(healthy)));
        routes.add(Route.get("/readyz", exchange -> exchange.answer(readiness(notReady.get()))));
        return routes;
    }

    private static Response readiness(String notReady) {
        return notReady == null ? now("ready\n") : Problem.unavailable(notReady, 5);
    }

    /** A cache that may guess how long an answer is good would call a server healthy that is gone. */
    private static Response now(String text) {
        return Response.of(
                Status.OK,
                "text/plain; charset=utf-8",
                text.getBytes(StandardCharsets.US_ASCII),
                Map.of("cache-control", "no-store"));
    }

    /** Not compressed: it has no secret, but scanners of TLS ask for this path alone, and would report BREACH. */
    private static Response page() {
        try (InputStream page = LandingRoutes.class.getResourceAsStream("landing.html")) {
            return Response.of(
                    Status.OK,
                    "text/html; charset=utf-8",
                    page.readAllBytes(),
                    Map.of("cache-control", "no-cache, no-transform"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
