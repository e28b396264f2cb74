package io.oneport.client.blocking;

import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.Limits;
import io.oneport.client.net.RefusedException;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import io.oneport.client.wire.WireLoop;
import io.oneport.protocol.CloseCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One socket that speaks WebSocket. Any thread may call it; promises are kept on the socket's event loop, so what hangs
 * on them must not block.
 */
public final class WebSocketConnection {
    private final WireLoop loop;
    private final @Nullable ConnectionEnds fiveTuple;
    private final IncomingListener listener;
    private final CompletableFuture<WebSocketConnection> opened;
    private final CompletableFuture<Void> closed;
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();

    /** Set before anybody has this. */
    @SuppressWarnings("NullAway.Init")
    private WebSocketWire wire;

    private volatile long lastReadNanos = System.nanoTime();

    /**
     * One that does not speak WebSocket yet.
     *
     * @param opened kept once it does; fails if it never will
     * @param closed kept once the socket is closed
     */
    WebSocketConnection(
            WireLoop loop,
            @Nullable ConnectionEnds fiveTuple,
            IncomingListener listener,
            CompletableFuture<WebSocketConnection> opened,
            CompletableFuture<Void> closed) {
        this.loop = loop;
        this.fiveTuple = fiveTuple;
        this.listener = listener;
        this.opened = opened;
        this.closed = closed;
    }

    WireListener events() {
        return new FrameEvents();
    }

    /** Says which socket it is, before that is used; on its loop. */
    void over(WebSocketWire socket) {
        wire = socket;
    }

    /** Both ends of this socket. */
    public @Nullable ConnectionEnds fiveTuple() {
        return fiveTuple;
    }

    /** What the server chose of what was offered. */
    public Optional<String> subprotocol() {
        return wire.subprotocol();
    }

    /**
     * Sends one message as one frame.
     *
     * @return kept once the system has taken the bytes; who waits for it before sending the next holds at most one
     *     message in memory. Fails if the socket is closing or closed.
     */
    public CompletableFuture<Void> send(SocketMessage message) {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        ClientConnection.run(loop, promise, () -> {
            if (wire.isOpen()) {
                byte[] payload = message.payload();
                wire.send(payload, payload.length, message instanceof SocketMessage.Text);
                wire.flush(promise);
            } else {
                promise.completeExceptionally(new IOException("the connection is closing or closed"));
            }
        });
        return promise;
    }

    /**
     * Stops or resumes reading from the socket, so that the server feels a slow consumer (RFC 9293, section 3.8.6). After a
     * stop a few messages may follow: those that had been read already.
     */
    public void reading(boolean on) {
        wire.reading(on);
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
        ClientConnection.run(loop, ended, () -> wire.leave(code, reason));
        return ended;
    }

    /** Closes the socket as it is, without a Close frame: the server no longer answers. */
    public void abort() {
        ClientConnection.run(loop, ended, () -> wire.cut(false));
    }

    /** How long ago anything came from the server, be it a part of a frame; counts on while {@link #reading} is off. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastReadNanos);
    }

    /** Kept once the socket is closed, by whichever side. */
    public CompletableFuture<Ending> ended() {
        return ended;
    }

    /** What the socket tells, on its loop. */
    private final class FrameEvents implements WireListener {
        @Override
        public void ready() {
            opened.complete(WebSocketConnection.this);
        }

        @Override
        public void message(byte[] content, int length, boolean text) {
            if (!text) {
                listener.message(WebSocketConnection.this, new SocketMessage.Binary(Arrays.copyOf(content, length)));
                return;
            }
            String decoded;
            try {
                // Strict, unlike new String(bytes, UTF_8), which would replace what is wrong.
                decoded = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(content, 0, length))
                        .toString();
            } catch (CharacterCodingException notUtf8) {
                wire.broken(CloseCode.INVALID_PAYLOAD, "a text message is not UTF-8");
                return;
            }
            listener.message(WebSocketConnection.this, new SocketMessage.Text(decoded));
        }

        @Override
        public void readComplete() {
            lastReadNanos = System.nanoTime();
        }

        @Override
        public void closed(WireEnd end) {
            Optional<HttpAnswer> refusal = wire.refusal().filter(HttpAnswer::isError);
            opened.completeExceptionally(
                    refusal.isPresent()
                            ? new RefusedException(end.what(), refusal.get())
                            : new IOException(end.what()));
            Ending ending = ending(end);
            // In this order, so that who hears of the end can ask how it ended.
            ended.complete(ending);
            listener.ended(ending);
            closed.complete(null);
        }

        private Ending ending(WireEnd end) {
            if (wire.brokenCode() != 0) {
                return new Ending.Broken(wire.brokenCode(), end.what());
            }
            return wire.received()
                    .<Ending>map(
                            close -> new Ending.Closed(close.first(), close.code(), close.reason(), !wire.isGivenUp()))
                    .orElse(new Ending.Lost(end.what()));
        }
    }
}
