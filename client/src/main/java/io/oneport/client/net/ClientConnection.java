package io.oneport.client.net;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One socket that speaks HTTP/1.1, until it is upgraded or closed. Any thread may call it; promises are kept on the
 * socket's event loop, so what hangs on them must not block.
 *
 * <p>One request at a time: the next may start once the answer before is there. Whatever goes wrong closes the socket.
 */
public final class ClientConnection {
    private final Channel channel;
    private final HttpExchangeHandler exchanges;
    private final Target target;
    private final Limits limits;
    private final ConnectionEnds fiveTuple;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    ClientConnection(
            Channel channel, HttpExchangeHandler exchanges, Target target, Limits limits, ConnectionEnds fiveTuple) {
        this.channel = channel;
        this.exchanges = exchanges;
        this.target = target;
        this.limits = limits;
        this.fiveTuple = fiveTuple;
        channel.closeFuture().addListener(gone -> closed.complete(null));
    }

    /** Both ends of this socket. */
    public ConnectionEnds fiveTuple() {
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
        CompletableFuture<HttpAnswer> promise = new CompletableFuture<>();
        start(() -> HttpRequests.get(target, path, keepAlive, headers), promise, plain(promise));
        return promise;
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
        CompletableFuture<HttpAnswer> promise = new CompletableFuture<>();
        start(() -> HttpRequests.post(target, path, headers, body), promise, plain(promise));
        return promise;
    }

    private PendingAnswer plain(CompletableFuture<HttpAnswer> promise) {
        return new PendingAnswer() {
            @Override
            public void answered(HttpAnswer answer) {
                if (answer.status() == 101) {
                    failed(new ProtocolException("the server switched protocols on a socket that did not ask for it"));
                    channel.close();
                } else {
                    promise.complete(answer);
                }
            }

            @Override
            public void failed(IOException why) {
                promise.completeExceptionally(why);
            }
        };
    }

    /**
     * Asks to switch this socket to WebSocket; from then on this object only tells when the socket is closed.
     *
     * @param handshake one that no other socket has used
     * @param listener hears what comes, maybe before the promise is kept: frames may sit right behind the 101
     * @return the WebSocket; fails within {@link Limits#timeout()} if the server refuses or its answer is wrong
     */
    public CompletableFuture<WebSocketConnection> upgrade(ClientHandshake handshake, IncomingListener listener) {
        CompletableFuture<WebSocketConnection> promise = new CompletableFuture<>();
        start(handshake::request, promise, new PendingAnswer() {
            @Override
            public void answered(HttpAnswer answer) {
                ClientHandshake.UpgradeReply verdict = handshake.verify(answer);
                if (verdict instanceof ClientHandshake.UpgradeReply.Switched switched) {
                    promise.complete(switchOver(switched.subprotocol(), listener));
                } else if (verdict instanceof ClientHandshake.UpgradeReply.Rejected refused) {
                    failed(new ProtocolException(refused.why()));
                    channel.close();
                }
            }

            @Override
            public void failed(IOException why) {
                promise.completeExceptionally(why);
            }
        });
        return promise;
    }

    private WebSocketConnection switchOver(Optional<String> subprotocol, IncomingListener listener) {
        ClientFrameHandler messages = new ClientFrameHandler(channel, fiveTuple, subprotocol, limits, listener);
        ClientSwitch.toWebSocket(channel.pipeline(), messages, limits);
        return messages.connection();
    }

    private void start(Supplier<FullHttpRequest> request, CompletableFuture<?> promise, PendingAnswer exchange) {
        Loop.run(channel, promise, () -> exchanges.start(request.get(), exchange));
    }

    /** Kept once the socket is closed, by whichever side. */
    public CompletableFuture<Void> closed() {
        return closed;
    }

    /** Closes the socket as it is, even in the middle of an answer. */
    public void close() {
        channel.close();
    }
}
