package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.oneport.server.front.tls.TlsAlert;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is one too many. It is told so in the protocol that its first bytes begin; all that it sends is dropped; it
 * is closed when the peer has closed its side, and after {@code linger-timeout} at the latest, even if it has sent
 * nothing. Failures on it are not logged. Confined to the socket's event loop.
 */
final class TurnedAwayStage extends ChannelInboundHandlerAdapter {
    private final byte[] http;
    /** The byte that was too little to tell the protocol, or -1. */
    private int first = -1;
    /** The answer, once there is one. */
    private @Nullable ChannelFuture written;

    private TurnedAwayStage(byte[] http) {
        this.http = http;
    }

    /**
     * Waits for the first bytes, answers and closes.
     *
     * @param http the answer to a peer that speaks HTTP
     * @param wait how long to wait for the peer in all, or null to answer as if it spoke HTTP and to close at once: a reset
     *     may then destroy the answer on its way
     */
    static void begin(Channel channel, byte[] http, @Nullable Duration wait) {
        if (wait == null || !(channel instanceof DuplexChannel)) {
            channel.writeAndFlush(Unpooled.wrappedBuffer(http)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        channel.pipeline().addLast(new TurnedAwayStage(http));
        channel.eventLoop().schedule(() -> channel.close(), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        if (written == null) {
            FirstBytes protocol = identify(in);
            if (protocol != null) {
                answer(ctx, protocol == FirstBytes.TLS ? TlsAlert.internalError() : Unpooled.wrappedBuffer(http));
            }
        }
        in.release();
    }

    private @Nullable FirstBytes identify(ByteBuf in) {
        if (first < 0) {
            FirstBytes protocol = FirstBytes.of(in);
            first = in.isReadable() ? in.getUnsignedByte(in.readerIndex()) : -1;
            return protocol;
        }
        ByteBuf both = Unpooled.buffer(2).writeByte(first);
        return FirstBytes.of(both.writeBytes(in, in.readerIndex(), Math.min(1, in.readableBytes())));
    }

    private void answer(ChannelHandlerContext ctx, ByteBuf answer) {
        DuplexChannel channel = (DuplexChannel) ctx.channel();
        written = channel.writeAndFlush(answer);
        written.addListener(sent -> channel.shutdownOutput());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (written == null) {
                ctx.close();
            } else {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
