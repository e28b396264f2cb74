package io.oneport.server.features.files;

import io.oneport.server.api.Compression;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Method;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests for files. On event loops: what may wait for a disk is handed to {@link FileThreads}. */
public final class FileRoutes {
    private static final Logger log = LoggerFactory.getLogger(FileRoutes.class);
    private static final String EVERYTHING = "/**";
    private static final Map<String, String> ALLOW = Map.of("allow", "GET, HEAD, OPTIONS");

    private final FileCache cache;
    private final FileThreads threads = new FileThreads();
    private final FileFinder finder;

    private FileRoutes(FileSettings settings, Compression compression) {
        this.cache = new FileCache(settings.memoryBytes());
        ReadAhead.prepare();
        try {
            this.finder = new FileFinder(settings, compression, cache, threads, threads::closeLater);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds files to what is served: they are at all paths that no route takes. The route of {@code /} answers if the directory
     * has no page for it.
     *
     * @param routes what is served else
     */
    public static List<Route> below(List<Route> routes, FileSettings settings, Compression compression) {
        FileRoutes files = new FileRoutes(settings, compression);
        List<Route> all = new ArrayList<>();
        for (Route route : routes) {
            boolean root = route.pattern().equals("/") && route.method() == Method.GET && route.webSocket() == null;
            all.add(root ? files.before(route) : route);
        }
        for (Method method : Method.values()) {
            if (method == Method.GET) {
                all.add(Route.get(EVERYTHING, exchange -> files.serve(exchange, FileRoutes::nothing)));
            } else if (method != Method.HEAD) {
                all.add(Route.of(method, EVERYTHING, files::refuse));
            }
        }
        return List.copyOf(all);
    }

    private Route before(Route route) {
        Endpoint page = Objects.requireNonNull(route.endpoint(), "no WebSocket's route");
        Endpoint endpoint = exchange -> serve(exchange, page);
        return new Route(route.pattern(), route.method(), endpoint, null, route.filters());
    }

    private static void nothing(Exchange exchange) {
        exchange.answer(
                Problem.of(Status.NOT_FOUND, "Nothing at " + exchange.request().path() + "."));
    }

    /** GET and HEAD. */
    private void serve(Exchange exchange, Endpoint otherwise) {
        FileName name = FileName.of(exchange.request().path());
        if (name == null) {
            otherwise.handle(exchange);
            return;
        }
        Asked asked = Asked.of(exchange.request(), name, exchange.socket().nowNanos());
        FileEntry entry = cache.get(asked.path());
        if (entry != null && entry.usable(asked.nowNanos()) && !entry.wantsCompressing(asked.acceptEncoding())) {
            FileVersion version = entry.preferred(asked.acceptEncoding());
            FileAnswer.Selection selection = FileAnswer.select(asked, version);
            FileAnswer answer = FileAnswer.atHand(asked, version, selection, threads);
            if (answer != null) {
                give(exchange, answer);
                return;
            }
        }
        boolean asks = ask(exchange, () -> finder.answer(asked), answer -> {
            if (answer == FileAnswer.NOTHING) {
                otherwise.handle(exchange);
            } else {
                give(exchange, answer);
            }
        });
        if (!asks && entry != null) {
            entry.notChecked();
        }
    }

    private static void give(Exchange exchange, FileAnswer answer) {
        if (answer.body() == null) {
            exchange.answer(answer.response());
        } else {
            exchange.answer(answer.response(), answer.body());
        }
    }

    /** Every other method: no file has it. */
    private void refuse(Exchange exchange) {
        FileName name = FileName.of(exchange.request().path());
        if (name == null) {
            nothing(exchange);
            return;
        }
        Method method = exchange.request().method();
        String path = exchange.request().path();
        ask(
                exchange,
                () -> finder.exists(path, name) ? FileAnswer.of(withoutMethod(method, path)) : FileAnswer.NOTHING,
                answer -> {
                    if (answer == FileAnswer.NOTHING) {
                        nothing(exchange);
                    } else {
                        give(exchange, answer);
                    }
                });
    }

    private static Response withoutMethod(Method method, String path) {
        return method == Method.OPTIONS
                ? Response.noContent(ALLOW)
                : Problem.of(
                        Status.METHOD_NOT_ALLOWED,
                        "Method " + method + " at " + path + " (expected: " + ALLOW.get("allow") + ").",
                        ALLOW);
    }

    /**
     * Has a thread that may wait for the disk find an answer, which is given on the event loop.
     *
     * @return false if so many wait that the request is refused
     */
    private boolean ask(Exchange exchange, Supplier<FileAnswer> finding, Consumer<FileAnswer> giving) {
        if (threads.busy()) {
            log.warn("Requests for files are refused: the disk does not answer fast enough");
            exchange.answer(unavailable("Too many requests for files wait for the disk."));
            return false;
        }
        threads.execute(() -> {
            FileAnswer answer = found(finding);
            try {
                exchange.socket().executor().execute(() -> onLoop(exchange, answer, giving));
            } catch (RejectedExecutionException stopped) {
                release(answer);
            }
        });
        return true;
    }

    /** Whatever is wrong with one file, its request is answered. */
    private static FileAnswer found(Supplier<FileAnswer> finding) {
        try {
            return finding.get();
        } catch (RuntimeException | Error e) {
            log.warn("Finding a file failed; please report this", e);
            return FileAnswer.of(Problem.of(Status.INTERNAL_SERVER_ERROR, "The server failed."));
        }
    }

    private static void onLoop(Exchange exchange, FileAnswer answer, Consumer<FileAnswer> giving) {
        if (exchange.over() || exchange.answered()) {
            release(answer); // the peer is gone, or answer-timeout is over
        } else {
            giving.accept(answer);
        }
    }

    private static void release(FileAnswer answer) {
        if (answer.body() != null) {
            answer.body().release();
        }
    }

    private static Response unavailable(String detail) {
        return Problem.unavailable(detail, 5);
    }
}
