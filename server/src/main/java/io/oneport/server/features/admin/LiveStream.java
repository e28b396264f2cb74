package io.oneport.server.features.admin;

import io.oneport.server.api.Exchange;
import io.oneport.server.api.Response;
import io.oneport.server.api.ResponseStream;
import io.oneport.server.connection.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One who looks on at the {@link LiveFeed}, over an event stream. Samples wait in the feed until the peer takes them, so that a
 * slow one costs no memory; what it is too late for, it misses. Confined to its socket's event loop, but for {@link #more}.
 */
final class LiveStream implements ResponseStream.Source, LiveFeed.Viewer {
    static final Response HEAD = Response.streamHead("text/event-stream");
    private static final ResponseStream.Form FORM =
            new ResponseStream.Form(Protocol.SSE, ":\n\n".getBytes(StandardCharsets.US_ASCII), Duration.ofSeconds(20));

    private final LiveFeed feed;
    private final Exchange exchange;
    private @Nullable ResponseStream out;
    /** The number of the next sample for it. */
    private long next;

    LiveStream(LiveFeed feed, Exchange exchange) {
        this.feed = feed;
        this.exchange = exchange;
    }

    void begin() {
        next = feed.first();
        out = exchange.stream(HEAD, FORM, this);
        out.write(feed.server());
        pump();
    }

    @Override
    public void more() {
        try {
            exchange.socket().executor().execute(this::pump);
        } catch (RejectedExecutionException e) {
            feed.remove(this); // its loop has ended
        }
    }

    private void pump() {
        if (out == null) {
            return; // the sample came before begin()
        }
        if (out.ended()) {
            feed.remove(this);
            return;
        }
        next = Math.max(next, feed.first());
        while (next < feed.next() && out.writable()) {
            out.write(feed.sample(next));
            next++;
        }
        out.flush();
    }

    @Override
    public void writableAgain() {
        pump();
    }

    @Override
    public void whenDelivered(Runnable action) {
        action.run(); // what comes later is not waited for
    }

    @Override
    public byte[] comeBackIn(long millis) {
        return ("retry: " + millis + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void closed() {
        feed.remove(this);
    }
}
