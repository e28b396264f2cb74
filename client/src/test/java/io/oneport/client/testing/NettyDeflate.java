package io.oneport.client.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandshaker;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Netty's permessage-deflate for a {@link FaultyServer}, and what can go wrong with it. What stands before {@link #right} is nearer
 * to the wire, where messages are compressed; what stands behind it sees them as they are.
 */
public final class NettyDeflate {
    private static final int RSV1 = 4;
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private NettyDeflate() {}

    private static WebSocketServerExtensionHandshaker handshaker() {
        // Level 6, no smaller window of the client's; it may be asked to keep none of its own, and asks for nothing
        // itself.
        return new PerMessageDeflateServerExtensionHandshaker(6, false, 15, true, false, MAX_MESSAGE_BYTES);
    }

    /** Compresses, if the client offers to. */
    public static ChannelHandler right() {
        return new WebSocketServerExtensionHandler(handshaker());
    }

    /**
     * Compresses, and counts.
     *
     * @param in counts the compressed messages that come
     * @param out counts those that go
     * @param behind what sees the messages as they are
     */
    public static List<ChannelHandler> counted(AtomicLong in, AtomicLong out, List<ChannelHandler> behind) {
        List<ChannelHandler> handlers = new ArrayList<>(List.of(counting(in, out), right()));
        handlers.addAll(behind);
        return handlers;
    }

    /**
     * Compresses, but says something else.
     *
     * @param answer the parameters that it answers
     * @param every on every so many connections; on the others it answers as it should
     * @param asked counts the connections
     */
    public static ChannelHandler answering(Map<String, String> answer, int every, AtomicLong asked) {
        return new WebSocketServerExtensionHandler(offer -> {
            WebSocketServerExtension right = handshaker().handshakeExtension(offer);
            return right == null || asked.incrementAndGet() % every != 0 ? right : new Renamed(right, answer);
        });
    }

    /** An extension that says other words of itself. */
    private record Renamed(WebSocketServerExtension right, Map<String, String> answer)
            implements WebSocketServerExtension {
        @Override
        public int rsv() {
            return right.rsv();
        }

        @Override
        public WebSocketExtensionEncoder newExtensionEncoder() {
            return right.newExtensionEncoder();
        }

        @Override
        public WebSocketExtensionDecoder newExtensionDecoder() {
            return right.newExtensionDecoder();
        }

        @Override
        public WebSocketExtensionData newReponseData() {
            return new WebSocketExtensionData("permessage-deflate", answer);
        }
    }

    private static boolean compressed(Object message) {
        return message instanceof WebSocketFrame frame && frame.rsv() == RSV1;
    }

    /** Counts compressed messages that come and go. */
    public static ChannelHandler counting(AtomicLong in, AtomicLong out) {
        return new ChannelDuplexHandler() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                in.addAndGet(compressed(message) ? 1 : 0);
                ctx.fireChannelRead(message);
            }

            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                out.addAndGet(compressed(message) ? 1 : 0);
                ctx.write(message, promise);
            }
        };
    }

    /** Sends each message in three fragments. */
    public static ChannelHandler fragmenting() {
        return new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                boolean text = message instanceof TextWebSocketFrame;
                if (!text && !(message instanceof BinaryWebSocketFrame)) {
                    ctx.write(message, promise);
                    return;
                }
                ByteBuf content = ((WebSocketFrame) message).content();
                int third = content.readableBytes() / 3;
                ByteBuf first = content.readRetainedSlice(third);
                ctx.write(text ? new TextWebSocketFrame(false, 0, first) : new BinaryWebSocketFrame(false, 0, first));
                ctx.write(new ContinuationWebSocketFrame(false, 0, content.readRetainedSlice(third)));
                ctx.write(new ContinuationWebSocketFrame(true, 0, content), promise);
            }
        };
    }

    /**
     * Puts something else in the place of every seventh compressed message that goes.
     *
     * @param messages counts them all
     */
    public static ChannelHandler replacing(Supplier<ByteBuf> instead, AtomicLong messages) {
        return new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                if (compressed(message) && messages.incrementAndGet() % 7 == 0) {
                    ((WebSocketFrame) message).release();
                    ctx.write(new BinaryWebSocketFrame(true, RSV1, instead.get()), promise);
                } else {
                    ctx.write(message, promise);
                }
            }
        };
    }
}
