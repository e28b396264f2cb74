package io.oneport.server.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing that is served: an endpoint for one method, or a WebSocket, at all paths that match a pattern. Immutable: any
 * thread.
 *
 * @param pattern see {@link Routes}
 * @param method the method; GET for a WebSocket, which opens with one
 * @param endpoint what answers; null for a WebSocket
 * @param webSocket what is at the other end of the WebSocket; null for an endpoint
 * @param filters what each request has to pass first, in this order
 */
public record Route(
        String pattern,
        Method method,
        @Nullable Endpoint endpoint,
        @Nullable WebSocketEndpoint webSocket,
        List<Filter> filters) {
    private static final Logger log = LoggerFactory.getLogger(Route.class);

    public Route {
        filters = List.copyOf(filters);
    }

    /** Answers GET, and HEAD with it. */
    public static Route get(String pattern, Endpoint endpoint) {
        return of(Method.GET, pattern, endpoint);
    }

    /** Answers POST. */
    public static Route post(String pattern, Endpoint endpoint) {
        return of(Method.POST, pattern, endpoint);
    }

    /** Answers PUT. */
    public static Route put(String pattern, Endpoint endpoint) {
        return of(Method.PUT, pattern, endpoint);
    }

    /** Answers DELETE. */
    public static Route delete(String pattern, Endpoint endpoint) {
        return of(Method.DELETE, pattern, endpoint);
    }

    /** Answers one method. */
    public static Route of(Method method, String pattern, Endpoint endpoint) {
        return new Route(pattern, method, endpoint, null, List.of());
    }

    /** Opens WebSockets. */
    public static Route webSocket(String pattern, WebSocketEndpoint endpoint) {
        return new Route(pattern, Method.GET, null, endpoint, List.of());
    }

    /** The same route with one more filter, after those that it has. */
    public Route with(Filter filter) {
        List<Filter> all = Stream.concat(filters.stream(), Stream.of(filter)).toList();
        return new Route(pattern, method, endpoint, webSocket, all);
    }

    /**
     * Asks the filters about a request, in order, until one denies it. On the socket's event loop.
     *
     * @param executor the event loop, which runs the filters that come after one that decides later
     * @return what they decide; a pending decision completes on {@code executor}, and neither fails nor is pending again
     */
    public Admission admit(Request request, Executor executor) {
        return filters.isEmpty() ? Admission.GRANTED : admit(request, executor, 0, Admission.GRANTED);
    }

    private Admission admit(Request request, Executor executor, int from, Admission soFar) {
        Admission admission = soFar;
        for (int i = from; i < filters.size(); i++) {
            Admission next = ask(filters.get(i), request);
            if (next instanceof Admission.Pending pending) {
                return later(request, executor, i + 1, admission, pending);
            }
            if (next instanceof Admission.Denied) {
                return next;
            }
            admission = both(admission, next);
        }
        return admission;
    }

    private static Admission ask(Filter filter, Request request) {
        try {
            return filter.decide(request);
        } catch (RuntimeException e) {
            return failed(e, request);
        }
    }

    private static Admission failed(Throwable failure, Request request) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof IllegalArgumentException badInput) {
            return new Admission.Denied(Problem.of(Status.BAD_REQUEST, String.valueOf(badInput.getMessage())));
        }
        log.warn("A filter of {} failed; please report this", request.path(), cause);
        return new Admission.Denied(Problem.of(Status.INTERNAL_SERVER_ERROR, "The server failed."));
    }

    /** Goes on with the filters that follow once one has decided. */
    private Admission.Pending later(
            Request request, Executor executor, int next, Admission before, Admission.Pending pending) {
        CompletionStage<Admission> decided = pending.decision()
                .handleAsync((decision, failure) -> failure == null ? decision : failed(failure, request), executor);
        return new Admission.Pending(decided.thenCompose(decision -> {
            Admission then = decision instanceof Admission.Pending again
                    ? later(request, executor, next, before, again)
                    : decision instanceof Admission.Denied
                            ? decision
                            : admit(request, executor, next, both(before, decision));
            return then instanceof Admission.Pending more ? more.decision() : CompletableFuture.completedStage(then);
        }));
    }

    /** A principal that was found stays found, unless a later filter finds another. */
    private static Admission both(Admission before, Admission granted) {
        return granted.equals(Admission.GRANTED) ? before : granted;
    }
}
