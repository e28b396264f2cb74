package io.oneport.client.net;

import io.netty.channel.Channel;
import io.oneport.protocol.CloseCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One socket that speaks WebSocket. Any thread may call it; promises are kept on the socket's event loop, so what hangs
 * on them must not block.
 */
public final class WebSocketConnection {
    private final Channel channel;
    private final ClientFrameHandler messages;
    private final ConnectionEnds fiveTuple;
    private final Optional<String> subprotocol;
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();

    WebSocketConnection(
            Channel channel, ClientFrameHandler messages, ConnectionEnds fiveTuple, Optional<String> subprotocol) {
        this.channel = channel;
        this.messages = messages;
        this.fiveTuple = fiveTuple;
        this.subprotocol = subprotocol;
    }

    /** Both ends of this socket. */
    public ConnectionEnds fiveTuple() {
        return fiveTuple;
    }

    /** What the server chose of what was offered. */
    public Optional<String> subprotocol() {
        return subprotocol;
    }

    /**
     * Sends one message as one frame.
     *
     * @return kept once the system has taken the bytes; who waits for it before sending the next holds at most one
     *     message in memory. Fails if the socket is closing or closed.
     */
    public CompletableFuture<Void> send(SocketMessage message) {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        Loop.run(channel, promise, () -> messages.send(message, promise));
        return promise;
    }

    /**
     * Stops or resumes reading from the socket, so that the server feels a slow consumer (RFC 9293, section 3.8.6). After a
     * stop a few messages may follow: those that had been read already.
     */
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    /**
     * Closes as RFC 6455, section 7.1 says: a Close frame each way, then the server ends the connection. What is late
     * by {@link Limits#timeout()} is given up. Calling it again changes nothing.
     *
     * @param code one that {@link CloseCode#mayBeSent(int) may be sent}
     * @param reason at most {@link CloseCode#MAX_REASON_BYTES} bytes of UTF-8
     * @return {@link #ended()}
     */
    public CompletableFuture<Ending> close(int code, String reason) {
        Loop.run(channel, ended, () -> messages.close(code, reason));
        return ended;
    }

    /** Closes the socket as it is, without a Close frame: the server no longer answers. */
    public void abort() {
        channel.close();
    }

    /** How long ago anything came from the server, be it a part of a frame; counts on while {@link #reading} is off. */
    public Duration silence() {
        return messages.silence();
    }

    /** Kept once the socket is closed, by whichever side. */
    public CompletableFuture<Ending> ended() {
        return ended;
    }
}
