package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.oneport.protocol.CloseCode;
import io.oneport.server.api.IncomingMessage;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.WebSocket;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.OutputBatch;
import io.oneport.server.connection.Stream;

/**
 * What goes out over one WebSocket: what the application sends, and the Close frame that ends it. What a read gives rise to
 * goes out in one write when that read ends. Part of {@link WebSocketHandler}, and no object of its own, since each idle socket
 * would have to keep it.
 */
abstract class WebSocketOutput extends ChannelInboundHandlerAdapter implements WebSocket, Stream {
    final WebSocketSettings settings;
    final Connection socket;
    CloseSequence close = CloseSequence.OPEN;

    ChannelHandlerContext ctx;
    OutputBatch out;
    MessageListener listener;

    /** Whether a read is under way, at whose end all goes out. */
    boolean reading;

    /** How many bytes the last read had. */
    int bytesInRead;

    WebSocketOutput(WebSocketSettings settings, Connection socket) {
        this.settings = settings;
        this.socket = socket;
    }

    /** What is written goes out from this place in the pipeline. */
    @Override
    public final void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        out = new OutputBatch(ctx, socket);
        listener = begin();
    }

    /** Begins, and returns what messages go to. */
    abstract MessageListener begin();

    /** Goes on reading, whatever it was stopped for. */
    abstract void readOn();

    @Override
    public void send(IncomingMessage message) {
        if (close == CloseSequence.OPEN) {
            socket.countMessageOut();
            append(dataOpcode(message.text()), ((MessageAssembler) message).whole());
        }
    }

    private static int dataOpcode(boolean text) {
        return text ? Opcode.TEXT : Opcode.BINARY;
    }

    /** Writes a frame. */
    final void append(int opcode, ByteBuf payload) {
        // Replies to a read are seldom longer than the read.
        FrameWriter.add(out, opcode, payload, reading ? bytesInRead : 0);
        if (!reading) {
            flush();
        }
    }

    @Override
    public void write(boolean text, byte[] payload) {
        if (close == CloseSequence.OPEN) {
            socket.countMessageOut();
            FrameWriter.add(out, dataOpcode(text), payload);
        }
    }

    @Override
    public void flush() {
        if (!reading) { // else it comes at the read's end
            out.flush();
        }
    }

    @Override
    public boolean writable() {
        return ctx.channel().isWritable();
    }

    @Override
    public Connection socket() {
        return socket;
    }

    @Override
    public void close(int code, String reason) {
        socket.closing(Closing.By.SERVER, "Close " + code + ": " + reason);
        socket.countWebSocketClosed(code);
        end(code, reason);
    }

    /** Ends a WebSocket whose peer breaks a rule. */
    final void fail(Violation violation) {
        close(violation.closeCode(), violation.getMessage());
    }

    @Override
    public void goAway(String reason) {
        if (close == CloseSequence.OPEN) {
            listener.whenDelivered(() -> sayGoodbye(reason));
        }
    }

    private void sayGoodbye(String reason) {
        if (close == CloseSequence.OPEN) {
            close = CloseSequence.SENT;
            socket.closing(Closing.By.SERVER, "Close " + CloseCode.GOING_AWAY + ": " + reason);
            FrameWriter.close(out, CloseCode.GOING_AWAY, reason);
            out.flush();
            readOn(); // to see the peer's Close; what it sends before that is dropped
            socket.deadlineIn(settings.closeTimeout().toNanos());
        }
    }

    /** Writes the Close frame, unless there was one, and closes when it has left. */
    final void end(int code, String reason) {
        OrderlyClose.after(writeLast(code, reason), socket);
    }

    /** Writes the Close frame, unless there was one. */
    final ChannelFuture writeLast(int code, String reason) {
        if (close == CloseSequence.OPEN) {
            FrameWriter.close(out, code, reason);
        }
        return writeRest();
    }

    /** Hands over what is yet to be sent; nothing is written or read after it. */
    final ChannelFuture writeRest() {
        close = CloseSequence.ENDED;
        out.write();
        listener.closed();
        return ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }
}
