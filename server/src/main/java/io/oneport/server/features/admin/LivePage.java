package io.oneport.server.features.admin;

import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Method;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * {@code /admin/}, a page that shows what the server does, and {@code /admin/live}, the events that it draws.
 *
 * <p>The page's own files are the same on every server and are given to anybody: it is the page that asks for the token. What
 * it reads then is behind the door.
 */
public final class LivePage {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
                    + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final LiveFeed feed;

    private LivePage(LiveFeed feed) {
        this.feed = feed;
    }

    /**
     * The routes.
     *
     * @param door keeps the events to operators
     */
    public static List<Route> routes(LiveFeed feed, Filter door) {
        LivePage page = new LivePage(feed);
        Response there = Response.of(
                Status.PERMANENT_REDIRECT, "text/plain; charset=utf-8", new byte[0], Map.of("location", "/admin/"));
        return List.of(
                Route.get("/admin", exchange -> exchange.answer(there)),
                file("/admin/", "admin.html", "text/html; charset=utf-8"),
                file("/admin/admin.css", "admin.css", "text/css; charset=utf-8"),
                file("/admin/admin.js", "admin.js", "text/javascript; charset=utf-8"),
                file("/admin/chart.js", "chart.js", "text/javascript; charset=utf-8"),
                Route.get("/admin/live", page::live).with(door));
    }

    private static Route file(String path, String name, String contentType) {
        Response file = Response.of(
                Status.OK,
                contentType,
                bytes(name),
                Map.of(
                        "cache-control", "no-cache",
                        "content-security-policy", POLICY,
                        "x-content-type-options", "nosniff",
                        "referrer-policy", "no-referrer"));
        return Route.get(path, exchange -> exchange.answer(file));
    }

    private static byte[] bytes(String name) {
        try (InputStream file = LivePage.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void live(Exchange exchange) {
        NoParameters.require(exchange);
        if (exchange.request().method() == Method.HEAD) {
            exchange.answer(LiveStream.HEAD); // nobody would read the events
            return;
        }
        LiveStream stream = new LiveStream(feed, exchange);
        if (!feed.add(stream)) {
            exchange.answer(Problem.unavailable("Too many look on already (at most " + LiveFeed.MAX_VIEWERS + ").", 5));
            return;
        }
        stream.begin();
    }
}
