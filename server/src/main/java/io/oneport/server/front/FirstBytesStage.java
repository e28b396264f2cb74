package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the first bytes of a connection until they tell which stage takes over, or why none does. Confined to the
 * connection's event loop.
 */
abstract class FirstBytesStage extends ChannelInboundHandlerAdapter implements Stage, Stream {
    private final String name;
    private final Connection connection;
    /** Too few bytes to tell, or what is handed over; null if there is none. */
    private @Nullable ByteBuf held;

    private boolean refused;

    /**
     * Creates the stage.
     *
     * @param name of its handler
     */
    FirstBytesStage(String name, Connection connection) {
        this.name = name;
        this.connection = connection;
    }

    /**
     * Looks at what has come so far: hands over, refuses, or does nothing, where more bytes are needed.
     *
     * @param bytes stay this stage's; what is read of them is not handed on
     */
    abstract void look(ByteBuf bytes);

    /** Whether bytes have come that told nothing. */
    final boolean holds() {
        return held != null;
    }

    /** Whether the connection was refused, and is being closed. */
    final boolean refused() {
        return refused;
    }

    /** Gives way to the next stage, which gets every byte that was not read. */
    final void handOver(Stage next) {
        PipelineSwitch.handOver(connection, this, next);
    }

    /** Answers, and closes; what else comes is dropped. */
    final void refuse(ByteBuf answer, String reason) {
        refused = true;
        if (held != null) {
            connection.countBytesIn(held.readableBytes());
            held.release();
            held = null;
        }
        connection.closing(Closing.By.SERVER, reason);
        connection.countBytesOut(answer.readableBytes());
        OrderlyClose.after(connection.channel().writeAndFlush(answer), connection);
    }

    /** The peer has ended its side, and there is nothing that could be answered. */
    final void closedByPeer() {
        connection.closing(Closing.By.CLIENT, "closed by the peer");
        connection.closeNow("closed by the peer");
    }

    @Override
    public final Protocol protocol() {
        return connection.protocol();
    }

    @Override
    public final void install(ChannelPipeline pipeline) {
        pipeline.addLast(name, this);
    }

    @Override
    public final void remove(ChannelPipeline pipeline) {
        pipeline.remove(this);
    }

    /** Hands on what was not read, to the next stage. */
    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
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
    public final void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        if (refused) {
            connection.countBytesIn(in.readableBytes());
            in.release();
            return;
        }
        held = held == null ? in : joined(ctx, held, in);
        look(held);
    }

    /** One buffer, and not a chain of them: what begins a connection may come byte by byte. */
    private static ByteBuf joined(ChannelHandlerContext ctx, ByteBuf held, ByteBuf in) {
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

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.peerEnded();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.failed(cause);
    }
}
