package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.Stream;
import io.oneport.server.front.tls.TlsAlert;
import java.time.Duration;
import java.util.function.Function;

/**
 * The first stage of every connection: looks at its first bytes, and hands it over to the stage that speaks what they
 * begin, in the same turn and with every byte. An idle connection has no such stage any more.
 *
 * <p>Until then one deadline runs, from the accept on. The next stage inherits it: a peer gets no more time for its first
 * request because it has sent one byte. Confined to the connection's event loop.
 */
final class FrontStage extends ChannelInboundHandlerAdapter implements Stage, Stream {
    static final String TLS_REFUSED = "TLS ClientHello (expected: HTTP without TLS)";

    /** How long a connection that is told to go may still begin a request. */
    private static final Duration LAST_CHANCE = Duration.ofMillis(250);

    private final Connection connection;
    private final Front front;
    /** Too few bytes to tell, or what is handed over; null if there is none. */
    private ByteBuf held;

    private boolean refused;

    FrontStage(Connection connection, Front front) {
        this.connection = connection;
        this.front = front;
        connection.inherit(this);
        connection.deadlineWithin(front.timeout().toNanos()); // it may run since a PROXY header was waited for
    }

    @Override
    public Protocol protocol() {
        return connection.protocol();
    }

    @Override
    public void install(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.FRONT, this);
    }

    @Override
    public void remove(ChannelPipeline pipeline) {
        pipeline.remove(this);
    }

    /** Hands on what was read, to the next stage. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            ByteBuf bytes = held;
            held = null;
            if (ctx.channel().isOpen()) {
                ctx.fireChannelRead(bytes);
            } else {
                bytes.release();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        if (refused) {
            connection.countBytesIn(in.readableBytes());
            in.release();
            return;
        }
        held = held == null ? in : Unpooled.wrappedBuffer(held, in);
        FirstBytes first = FirstBytes.of(held);
        if (first == FirstBytes.HTTP) {
            handOver(front.http());
        } else if (first == FirstBytes.TLS && front.tls() != null) {
            handOver(front.tls());
        } else if (first == FirstBytes.TLS) {
            refuse(TlsAlert.handshakeFailure(), TLS_REFUSED);
        }
    }

    private void handOver(Function<Connection, Stage> next) {
        PipelineSwitch.handOver(connection, this, next.apply(connection));
    }

    private void refuse(ByteBuf answer, String reason) {
        refused = true;
        connection.countBytesIn(held.readableBytes());
        releaseHeld();
        connection.closing(Closing.By.SERVER, reason);
        connection.countBytesOut(answer.readableBytes());
        OrderlyClose.after(connection.channel().writeAndFlush(answer), connection);
    }

    private void releaseHeld() {
        ReferenceCountUtil.release(held);
        held = null;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.peerEnded();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.failed(cause);
    }

    @Override
    public void deadlineReached() {
        connection.closeNow("no request within " + Units.text(front.timeout()));
    }

    @Override
    public void peerEnded() {
        if (held != null) {
            handOver(front.http()); // no more comes: HTTP answers that this is no request
        } else {
            connection.closing(Closing.By.CLIENT, "closed by the peer");
            connection.closeNow("closed by the peer");
        }
    }

    @Override
    public void goAway(String reason) {
        if (connection.drainOver().isZero()) {
            connection.closeNow(reason);
        } else {
            connection.deadlineWithin(LAST_CHANCE.toNanos()); // its first request may be on its way
        }
    }
}
