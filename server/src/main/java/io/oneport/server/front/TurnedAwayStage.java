package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A socket that is not let in. It gets its answer; what it sends is dropped; it closes when the peer has closed its side,
 * and after {@code linger-timeout} at the latest. What fails on it concerns nobody. On the socket's event loop.
 */
final class TurnedAwayStage extends ChannelInboundHandlerAdapter {
    private ChannelFuture written;

    private TurnedAwayStage() {}

    /**
     * Answers and begins to close.
     *
     * @param linger how long to read and drop what the peer sends, or null to close at once: a reset may then destroy
     *     the answer on its way
     */
    static void begin(Channel channel, ByteBuf answer, Duration linger) {
        TurnedAwayStage stage = new TurnedAwayStage();
        channel.pipeline().addLast(stage);
        stage.written = channel.writeAndFlush(answer);
        if (linger == null || !(channel instanceof DuplexChannel duplex)) {
            stage.written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        stage.written.addListener(sent -> duplex.shutdownOutput());
        channel.eventLoop().schedule(() -> channel.close(), linger.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
