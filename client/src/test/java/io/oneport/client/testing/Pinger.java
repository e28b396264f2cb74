package io.oneport.client.testing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Pings one WebSocket as {@link Fault.Pings} has it, and takes its pongs. */
final class Pinger extends ChannelInboundHandlerAdapter {
    /** How many ticks a pong may take. */
    static final int PATIENCE = 100;

    private final Duration tick;
    private final FaultCounts counts;
    private Future<?> ticking;
    private long last;
    private boolean answered = true;
    private int waited;

    Pinger(Duration tick, FaultCounts counts) {
        this.tick = tick;
        this.counts = counts;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            long millis = tick.toMillis();
            ticking = ctx.executor().scheduleWithFixedDelay(() -> tick(ctx), millis, millis, TimeUnit.MILLISECONDS);
        }
        ctx.fireUserEventTriggered(event);
    }

    private void tick(ChannelHandlerContext ctx) {
        if (answered) {
            answered = false;
            waited = 0;
            counts.pings.incrementAndGet();
            ctx.writeAndFlush(
                    new PingWebSocketFrame(ctx.alloc().buffer(Long.BYTES).writeLong(++last)));
        } else if (++waited == PATIENCE) {
            ticking.cancel(false);
            counts.faults.incrementAndGet();
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "no pong"))
                    .addListener(sent -> ctx.close());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof PongWebSocketFrame pong)) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf payload = pong.content();
        if (!answered && payload.readableBytes() == Long.BYTES && payload.readLong() == last) {
            answered = true;
            counts.pongs.incrementAndGet();
        }
        pong.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (ticking != null) {
            ticking.cancel(false);
        }
        ctx.fireChannelInactive();
    }
}
