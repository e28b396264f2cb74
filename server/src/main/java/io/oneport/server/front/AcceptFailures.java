package io.oneport.server.front;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses accepting on a listening socket after a failure, such as too few file descriptors: the next attempt would fail
 * as well and burn a core. Shared by all listening sockets.
 */
@ChannelHandler.Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(AcceptFailures.class);
    /** Short, so that whoever waits comes in as soon as there is room; and long beside an attempt that fails. */
    private static final int PAUSE_MILLIS = 100;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!ctx.channel().isOpen() || !ctx.channel().config().isAutoRead()) {
            return;
        }
        ctx.channel().config().setAutoRead(false);
        ctx.channel().eventLoop().schedule(() -> resume(ctx.channel()), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        log.warn(
                "Cannot accept connections: {}; accepting pauses for {} ms. If descriptors have run out, lower"
                        + " max-sockets or raise the open-file limit (ulimit -n)",
                cause.getMessage(),
                PAUSE_MILLIS);
    }

    private static void resume(Channel listening) {
        if (listening.isOpen()) {
            listening.config().setAutoRead(true);
        }
    }
}
