package io.oneport.client.blocking;

import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.net.Header;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.wire.EncodedRequest;
import io.oneport.client.wire.HttpWire;
import io.oneport.client.wire.Patience;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import io.oneport.client.wire.WireLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One socket that speaks HTTP/1.1, until it is upgraded or closed. Any thread may call it; promises are kept on the
 * socket's event loop, so what hangs on them must not block.
 *
 * <p>One request at a time: the next may start once the answer before is there. Whatever goes wrong closes the socket.
 */
public final class ClientConnection {
    private static final Header KEEP_ALIVE = new Header("connection", "keep-alive");
    private static final Header CLOSE = new Header("connection", "close");

    private final WireLoop loop;
    private final Target target;
    private final Limits limits;
    private final Patience patience;
    private final HttpWire wire;
    private final CompletableFuture<ClientConnection> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    /** Known once it is open. */
    private volatile @Nullable ConnectionEnds fiveTuple;
    /** The one that waits for its answer, or {@code null}; on the loop, as the next. */
    private @Nullable CompletableFuture<HttpAnswer> asked;

    /** Why nothing can be asked any more, or {@code null}. */
    private @Nullable IOException obstacle;

    ClientConnection(WireLoop loop, Target target, Limits limits) {
        this.loop = loop;
        this.target = target;
        this.limits = limits;
        this.patience = Patience.full(limits.timeoutMillis(), limits.maxMessageBytes());
        this.wire = new HttpWire(loop, new HttpEvents(), patience);
    }

    HttpWire wire() {
        return wire;
    }

    /** Kept once the socket is open; fails with an {@link UnreachableException} if it can't be opened or secured. */
    CompletableFuture<ClientConnection> opened() {
        return opened;
    }

    /** Both ends of this socket. */
    public @Nullable ConnectionEnds fiveTuple() {
        return fiveTuple;
    }

    /**
     * Sends a plain GET.
     *
     * @param path path and query
     * @param keepAlive whether the socket is meant to stay for another request, or else {@code Connection: close}
     * @param headers more header fields
     * @return the whole answer, whatever its status; fails within {@link Limits#timeout()} if there is none
     */
    public CompletableFuture<HttpAnswer> get(String path, boolean keepAlive, List<Header> headers) {
        return ask(() -> wire.send(EncodedRequest.get(target, path, with(headers, keepAlive ? KEEP_ALIVE : CLOSE))));
    }

    /**
     * Sends a POST, after whose answer the server may close the socket.
     *
     * @param path path and query
     * @param headers more header fields
     * @param body not to be changed until the promise is kept
     * @return the whole answer, whatever its status; fails within {@link Limits#timeout()} if there is none
     */
    public CompletableFuture<HttpAnswer> post(String path, List<Header> headers, byte[] body) {
        return ask(() -> wire.post(EncodedRequest.post(target, path, with(headers, CLOSE)), body, body.length));
    }

    private static List<Header> with(List<Header> headers, Header one) {
        List<Header> all = new ArrayList<>(headers);
        all.add(one);
        return all;
    }

    private CompletableFuture<HttpAnswer> ask(Runnable request) {
        CompletableFuture<HttpAnswer> promise = new CompletableFuture<>();
        start(promise, () -> {
            asked = promise;
            request.run();
        });
        return promise;
    }

    /**
     * Asks to switch this socket to WebSocket; from then on this object only tells when the socket is closed.
     *
     * @param handshake one that no other socket has used
     * @param listener hears what comes, maybe before the promise is kept: frames may follow the 101 at once
     * @return the WebSocket; fails within {@link Limits#timeout()} if the server refuses or its answer is wrong, with a
     *     {@link io.oneport.client.net.RefusedException} if it answered with an error
     */
    public CompletableFuture<WebSocketConnection> upgrade(ClientHandshake handshake, IncomingListener listener) {
        CompletableFuture<WebSocketConnection> promise = new CompletableFuture<>();
        start(promise, () -> {
            obstacle = new IOException("this socket has switched and no longer speaks HTTP");
            WebSocketConnection socket = new WebSocketConnection(loop, fiveTuple, listener, promise, closed);
            WebSocketWire webSocket = new WebSocketWire(loop, socket.events(), handshake, limits, patience);
            socket.over(webSocket);
            wire.become(webSocket);
        });
        return promise;
    }

    private void start(CompletableFuture<?> promise, Runnable request) {
        run(loop, promise, () -> {
            if (obstacle != null) {
                promise.completeExceptionally(obstacle);
            } else if (asked != null) {
                promise.completeExceptionally(new IOException("the previous request has not been answered yet"));
            } else {
                request.run();
            }
        });
    }

    /** Takes work to the loop, where all state lives; should that have stopped already, fails the result instead. */
    static void run(WireLoop loop, CompletableFuture<?> result, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            result.completeExceptionally(new IOException("the connection is closed", stopped));
        }
    }

    /** Kept once the socket is closed, by whichever side. */
    public CompletableFuture<Void> closed() {
        return closed;
    }

    /** Closes the socket as it is, even in the middle of an answer. */
    public void close() {
        run(loop, closed, () -> wire.cut(false));
    }

    /** What the socket tells, on its loop. */
    private final class HttpEvents implements WireListener {
        @Override
        public void connected() {
            // Now, while the socket is surely open: it knows no addresses once it is closed.
            fiveTuple = wire.fiveTuple().orElse(null);
        }

        @Override
        public void ready() {
            opened.complete(ClientConnection.this);
        }

        @Override
        public void answered(int status, long bodyBytes, boolean reusable) {
            CompletableFuture<HttpAnswer> promise = asked;
            asked = null;
            if (promise != null) {
                promise.complete(wire.answer());
            }
        }

        @Override
        public void closed(WireEnd end) {
            IOException over = new IOException(end.what());
            obstacle = over;
            opened.completeExceptionally(new UnreachableException(end.what(), null));
            if (asked != null) {
                asked.completeExceptionally(over);
                asked = null;
            }
            closed.complete(null);
        }
    }
}
