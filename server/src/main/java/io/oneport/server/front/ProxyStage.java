package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the PROXY header that a trusted proxy begins a connection with, before anything else is read, TLS included; then
 * hands the connection to the {@link FrontStage}, with the deadline that runs. Others must send none: whoever may say that
 * he is somebody else escapes every rule that goes by address. Confined to the connection's event loop.
 */
final class ProxyStage extends ChannelInboundHandlerAdapter implements Stage, Stream {
    private static final Logger log = LoggerFactory.getLogger(ProxyStage.class);

    private final Connection connection;
    private final Front front;
    private final boolean trusted;
    /** What has come of the header, or what is handed over; null if there is none. */
    private ByteBuf held;

    private boolean refused;

    ProxyStage(Connection connection, Front front) {
        this.connection = connection;
        this.front = front;
        this.trusted = front.proxies().trusted().contains(connection.clientAddress());
        connection.stream(this);
        connection.deadlineIn(front.timeout().toNanos());
    }

    @Override
    public Protocol protocol() {
        return connection.protocol();
    }

    @Override
    public void install(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.PROXY, this);
    }

    @Override
    public void remove(ChannelPipeline pipeline) {
        pipeline.remove(this);
    }

    /** Hands on what was read behind the header, to the next stage. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            ByteBuf bytes = held;
            held = null;
            if (ctx.channel().isOpen() && bytes.isReadable()) {
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
        held = held == null ? in : joined(ctx, in);
        ProxyHeader.Beginning beginning = ProxyHeader.beginning(held);
        if (beginning == ProxyHeader.Beginning.HEADER) {
            readHeader();
        } else if (beginning == ProxyHeader.Beginning.OTHER && trusted) {
            refuse(
                    "no PROXY header (expected: one, since proxy-protocol is on and trusted-proxy has the peer's address)");
        } else if (beginning == ProxyHeader.Beginning.OTHER) {
            handOver();
        }
    }

    /** One buffer, and not a chain of them: a header may come byte by byte. */
    private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf in) {
        try {
            if (held.isWritable(in.readableBytes()) && held.refCnt() == 1 && !held.isReadOnly()) {
                return held.writeBytes(in);
            }
            ByteBuf larger = ctx.alloc().buffer(2 * (held.readableBytes() + in.readableBytes()));
            larger.writeBytes(held).writeBytes(in);
            held.release();
            return larger;
        } finally {
            in.release();
        }
    }

    private void readHeader() {
        if (!trusted) {
            refuse("PROXY header (expected: none, since trusted-proxy does not have the peer's address)");
            return;
        }
        ProxyHeader header;
        try {
            header = ProxyHeader.read(held);
        } catch (IllegalArgumentException malformed) {
            refuse(malformed.getMessage());
            return;
        }
        if (header != null) {
            connection.countBytesIn(header.length());
            held.skipBytes(header.length());
            if (header.client() != null && !connection.limits().enter(header.client())) {
                refuse("too many sockets of " + header.client().getHostString(), front.tooManyOfAddress());
                return;
            }
            if (header.client() != null) {
                connection.proxied(header.client(), header.server());
            }
            handOver();
        }
    }

    private void handOver() {
        PipelineSwitch.handOver(connection, this, new FrontStage(connection, front));
    }

    private void refuse(String reason) {
        log.warn("Refused a connection from {}: {}", connection.fiveTuple().clientText(), reason);
        refuse(reason, front.badRequest(reason));
    }

    private void refuse(String reason, byte[] http) {
        refused = true;
        connection.countBytesIn(held.readableBytes());
        held.release();
        held = null;
        connection.closing(Closing.By.SERVER, reason);
        ByteBuf answer = Unpooled.wrappedBuffer(http);
        connection.countBytesOut(answer.readableBytes());
        OrderlyClose.after(connection.channel().writeAndFlush(answer), connection);
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
        connection.closeNow((trusted ? "no PROXY header within " : "no request within ") + Units.text(front.timeout()));
    }

    @Override
    public void peerEnded() {
        if (held != null && !trusted) {
            handOver(); // no more comes: HTTP answers that this is no request
        } else if (!refused) {
            connection.closing(Closing.By.CLIENT, "closed by the peer");
            connection.closeNow("closed by the peer");
        }
    }

    @Override
    public void goAway(String reason) {
        connection.closeNow(reason);
    }
}
