package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Response;
import io.oneport.server.api.TemporaryRefusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the subscriptions of browsers through a short outage. An EventSource that is answered with any other status than 200
 * fails for ever (HTML standard, section 9.2.3), but comes back, with its last event id, to a stream that ends. So what may be
 * over soon is told to it in such a stream. Stateless: any thread.
 */
final class EventSources {
    private static final String EVENT_STREAM = "text/event-stream";

    /** Longer waits are cut to this: a browser keeps the time for all further reconnects. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** What is added at random, up to this: all are refused at the same time, and are not to come back so. */
    private static final Duration SPREAD = Duration.ofSeconds(5);

    private EventSources() {}

    /**
     * The form in which an answer is sent: a stream that says why and ends, if it is a temporary refusal and a browser's
     * EventSource has asked; else the answer as it is.
     *
     * @param request what is answered, or null if that could not be read
     */
    static Response form(@Nullable HttpRequest request, Response answer) {
        return answer instanceof TemporaryRefusal refusal && request != null && isOfEventSource(request)
                ? ended(refusal)
                : answer;
    }

    /** No blank line ends it: to the letter of the standard, that would set the reader's last event id to nothing. */
    private static Response ended(TemporaryRefusal refusal) {
        String why = refusal.detail().replaceAll("\\p{Cntrl}", " ");
        long millis = Math.min(LONGEST_WAIT.toSeconds(), refusal.waitSeconds()) * 1000
                + ThreadLocalRandom.current().nextLong(SPREAD.toMillis());
        String text = ": " + refusal.status() + ": " + why + "\nretry: " + millis + "\n";
        return Response.endedStream(EVENT_STREAM, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Whether a browser's EventSource has sent this. It takes nothing else than an event stream, and nothing from caches. Of
     * {@code fetch} the latter is unusual, and who uses that sees the status. Browsers send no Sec-Fetch-Mode to a server
     * without TLS, unless it is on the same machine (Fetch Metadata Request Headers, section 2).
     */
    private static boolean isOfEventSource(HttpRequest request) {
        HttpHeaders fields = request.headers();
        if (!request.method().equals(HttpMethod.GET)
                || !fields.getAll(HttpHeaderNames.ACCEPT).equals(List.of(EVENT_STREAM))
                || !fields.contains(HttpHeaderNames.CACHE_CONTROL, "no-cache", true)) {
            return false;
        }
        String mode = fields.get("sec-fetch-mode");
        String agent = fields.get(HttpHeaderNames.USER_AGENT, "");
        return mode == null ? agent.startsWith("Mozilla/") : mode.equals("cors");
    }
}
