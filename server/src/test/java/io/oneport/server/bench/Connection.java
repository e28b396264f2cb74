package io.oneport.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.WebSocket;
import io.oneport.server.app.SocketInitializer;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * One connection of the server without a socket: what is read comes from the benchmark, and what is written is counted
 * and released where the channel would take it.
 */
final class Connection {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(100, 1 << 20, LONG, LONG, LONG, LONG, 1 << 20, 0);
    private static final HttpSettings HTTP = new HttpSettings(4096, 8192, 100, 1024, LONG, LONG, LONG, LONG);
    private static final WebSocketSettings WEB_SOCKET = new WebSocketSettings(1 << 20, LONG, LONG, LONG, LONG, LONG);
    private static final Origins ORIGINS = new Origins(List.of());
    private static final Response PLAINTEXT = Response.text("Hello, World!");
    private static final Routes ROUTES = new Routes(List.of(
            Route.get("/plaintext", exchange -> exchange.answer(PLAINTEXT)),
            Route.webSocket("/echo", (socket, opening) -> WebSocket::send)));

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ChannelPipeline pipeline = channel.pipeline();
    private final Drain drain = new Drain();

    private static final class Drain extends ChannelOutboundHandlerAdapter {
        private long bytes;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            bytes += ((ByteBuf) message).readableBytes();
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            // Nothing is held.
        }
    }

    Connection() {
        Connections connections = new Connections(channel.eventLoop(), 1_000_000_000, SOCKETS);
        pipeline.addLast(drain)
                .addLast(new SocketInitializer(
                        HTTP, WEB_SOCKET, SOCKETS, ORIGINS, HostNames.any(), connections, ROUTES));
    }

    /** A buffer as a channel reads into: copying from other kinds may need an object more. */
    static ByteBuf buffer(int bytes) {
        return ByteBufAllocator.DEFAULT.directBuffer(bytes);
    }

    static ByteBuf bytes(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        return buffer(bytes.length).writeBytes(bytes);
    }

    /** Reads these bytes; they are the caller's still, from their beginning. */
    void read(ByteBuf bytes) {
        pipeline.fireChannelRead(bytes.retain());
        pipeline.fireChannelReadComplete();
        bytes.readerIndex(0);
    }

    /**
     * How many bytes have been written.
     *
     * @throws IllegalStateException if that is not what is expected: something else was measured than was meant
     */
    void requireWritten(long expected) {
        if (drain.bytes != expected) {
            throw new IllegalStateException("written: " + drain.bytes + " (expected: " + expected + ")");
        }
    }

    long written() {
        return drain.bytes;
    }

    void close() {
        channel.finishAndReleaseAll();
    }
}
