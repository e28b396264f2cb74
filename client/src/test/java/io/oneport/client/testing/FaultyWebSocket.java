package io.oneport.client.testing;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.oneport.client.testing.Outlet.Message;
import java.util.Optional;

/** One WebSocket: an echo, or what publishes to a topic and reads it. */
final class FaultyWebSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final FaultySite site;
    private final Optional<String> topic;
    private Outlet outlet;
    private static final int MESSAGES_BEFORE_MUTE = 3;

    private long messages;
    private boolean mute;
    private boolean closeSent;

    /**
     * Makes one.
     *
     * @param topic empty for an echo
     */
    FaultyWebSocket(FaultySite site, Optional<String> topic) {
        this.site = site;
        this.topic = topic;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            outlet = new Outlet.OfWebSocket(ctx.channel());
            mute = site.fault() instanceof Fault.Mute one && site.counts().upgrades() % one.every() == 0;
            if (mute && topic.isPresent()) {
                site.deliveries().mute(outlet, MESSAGES_BEFORE_MUTE);
            }
            topic.ifPresent(name -> site.topics().subscribe(name, outlet));
            site.deliveries().opened(outlet);
            if (site.fault() instanceof Fault.Greeting) {
                site.counts().faults.incrementAndGet();
                ctx.writeAndFlush(new TextWebSocketFrame("Request served by node-7"));
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (site.incidents().dead()) {
            return;
        }
        if (frame instanceof CloseWebSocketFrame close) {
            if (closeSent) {
                ctx.close();
            } else {
                leave();
                ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            }
        } else if (!closeSent) {
            message(ctx, ByteBufUtil.getBytes(frame.content()), frame instanceof TextWebSocketFrame);
        }
    }

    private void message(ChannelHandlerContext ctx, byte[] payload, boolean text) {
        site.counts().received.incrementAndGet();
        if (site.fault() instanceof Fault.Busy busy) {
            long until = System.nanoTime() + busy.micros() * 1_000L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        }
        if (mute && ++messages > MESSAGES_BEFORE_MUTE) {
            site.counts().faults.incrementAndGet();
            return;
        }
        topic.ifPresentOrElse(
                name -> site.topics().publish(name, payload, text),
                () -> site.deliveries()
                        .deliver(outlet, new Message(null, payload, text || site.fault() instanceof Fault.AsText)));
        if (site.fault() instanceof Fault.CloseAfter limit && ++messages == limit.messages()) {
            site.counts().faults.incrementAndGet();
            leave();
            ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.INTERNAL_SERVER_ERROR));
        }
        site.incidents().messageDone();
    }

    /** Who does not take its echoes is read no further. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
    }

    /** Behind a Close there is nothing more to write. */
    private void leave() {
        closeSent = true;
        topic.ifPresent(name -> site.topics().unsubscribe(name, outlet));
        site.deliveries().closed(outlet);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leave();
    }

    /** The client broke off, or broke a rule; it may also have refused our certificate. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
