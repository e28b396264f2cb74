package io.oneport.server.features.landing;

import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** {@code /}, a page about the server, and {@code /healthz}. */
public final class LandingRoutes {
    private LandingRoutes() {}

    /** The routes. */
    public static List<Route> routes() {
        Response page = page();
        Response healthy = Response.text("ok\n");
        return List.of(
                Route.get("/", exchange -> exchange.answer(page)),
                Route.get("/healthz", exchange -> exchange.answer(healthy)));
    }

    private static Response page() {
        try (InputStream page = LandingRoutes.class.getResourceAsStream("landing.html")) {
            return Response.of(
                    Status.OK, "text/html; charset=utf-8", page.readAllBytes(), Map.of("cache-control", "no-cache"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
