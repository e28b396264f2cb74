package io.oneport.server.front.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.oneport.server.connection.Connection;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands the records that a peer sends to the engine above, one at a time. Those without data for the application, such as a
 * KeyUpdate or an empty record, cost the peer next to nothing, and the engine up to half a millisecond: they are counted, and
 * the connection ends if there are too many. After a number of records the rest waits in the {@link
 * io.oneport.server.loop.WorkQueue}, and nothing more is read from the socket until its turn comes. Each whole record of a
 * handshake waits for its turn, since a signature may take the engine a millisecond or more. Part of {@link TlsWire}, and no
 * object of its own, since each connection would have to keep it. Confined to the connection's event loop.
 */
abstract class RecordFeed extends ChannelDuplexHandler {
    /** A record is a type, a version, a length of two bytes, and as many bytes (RFC 8446, section 5.1). */
    private static final int HEADER_BYTES = 5;

    /** The time in which records without data are counted; then the count begins again. */
    static final int WINDOW_SECONDS = 60;

    /** Records with data that are decrypted in a row, before it is others' turn. */
    private static final int TURN = 64;

    /** How many of them a record without data counts as: a KeyUpdate costs the JDK's engine 250 to 450 microseconds. */
    private static final int EMPTY = 16;

    final Connection connection;
    private final int maxEmptyRecords;
    /** What is not decrypted yet; null if nothing waits. */
    private @Nullable ByteBuf held;
    /** What has come of the current record's header, and how much of its body is still to come. */
    private byte headerBytes;

    private int bodyBytes;
    private boolean decrypted;
    private short turn;
    private int emptyRecords;
    private int windowBegan;
    /** This waits in the queue: nothing is read from the socket. */
    private boolean queued;
    /** The stage above does not want to read. */
    private boolean paused;
    /** What came while this waited, and is to come after what is held. */
    private boolean inputEnded;

    private boolean readAsked;

    /**
     * Creates the feed.
     *
     * @param maxEmptyRecords records without data that the peer may send within {@link #WINDOW_SECONDS}; 0 for any number
     */
    RecordFeed(Connection connection, int maxEmptyRecords) {
        this.connection = connection;
        this.maxEmptyRecords = maxEmptyRecords;
        this.windowBegan = seconds();
    }

    private int seconds() {
        return (int) TimeUnit.NANOSECONDS.toSeconds(connection.nowNanos());
    }

    /** Whether nothing that comes from the peer matters any more. */
    abstract boolean dropping();

    /** Whether the handshake is not complete, in which the engine, and what comes before it, keep what is sent. */
    abstract boolean handshaking();

    /** Whether the engine has read the ClientHello. */
    abstract boolean begun();

    abstract ChannelHandlerContext ctx();

    /** The peer has sent too many records without data. */
    abstract void tooManyEmptyRecords(int max);

    /** Notes that the stage above has received data. */
    public final void decrypted() {
        decrypted = true;
    }

    /** Notes whether the stage above wants to read, and returns whether the socket is to be read. */
    public final boolean mayRead(boolean wanted) {
        paused = !wanted;
        return wanted && !queued;
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        connection.countWireIn(in.readableBytes());
        // The engine keeps what it has of a record; the stage above can only watch what is decrypted.
        if (dropping() || connection.closesForMemory(held != null || headerBytes > 0 || handshaking(), held, in)) {
            in.release();
        } else if (held != null) { // reading is off, but the transport had this already
            held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, in);
        } else if (turn >= TURN || handshaking() && completesRecord(in)) {
            held = in;
            waitForTurn();
        } else {
            begin(in);
        }
    }

    private void begin(ByteBuf in) {
        int part = toEndOfRecord(in);
        if (part == in.readableBytes()) { // as most reads are
            handOn(in);
        } else {
            held = in;
            handOn(in.readRetainedSlice(part));
            feed(null);
        }
    }

    /** The number of bytes up to the end of the current record, or all that there are. */
    private int toEndOfRecord(ByteBuf in) {
        int from = in.readerIndex();
        int to = in.writerIndex();
        int at = from;
        while (at < to && headerBytes < HEADER_BYTES) {
            bodyBytes = bodyBytes << 8 & 0xff00 | in.getUnsignedByte(at++);
            headerBytes++;
        }
        int body = headerBytes < HEADER_BYTES ? 0 : Math.min(bodyBytes, to - at);
        bodyBytes -= headerBytes < HEADER_BYTES ? 0 : body;
        return at + body - from;
    }

    private boolean completesRecord(ByteBuf in) {
        byte headerBefore = headerBytes;
        int bodyBefore = bodyBytes;
        toEndOfRecord(in);
        boolean complete = headerBytes == HEADER_BYTES && bodyBytes == 0;
        headerBytes = headerBefore;
        bodyBytes = bodyBefore;
        return complete;
    }

    private void handOn(ByteBuf part) {
        ctx().fireChannelRead(part);
        if (headerBytes < HEADER_BYTES || bodyBytes > 0) {
            return;
        }
        headerBytes = 0;
        if (decrypted) {
            decrypted = false;
            turn++;
        } else {
            turn += EMPTY;
            if (maxEmptyRecords > 0 && !dropping() && countEmpty() > maxEmptyRecords) {
                tooManyEmptyRecords(maxEmptyRecords);
            }
        }
    }

    private int countEmpty() {
        int now = seconds();
        if (now - windowBegan >= WINDOW_SECONDS) {
            windowBegan = now;
            emptyRecords = 0;
        }
        return ++emptyRecords;
    }

    /** Hands on records until the turn is over, and has the rest wait. */
    private void feed(@Nullable TurnBudget budget) {
        for (ByteBuf rest = held; rest != null && rest.isReadable() && !dropping(); rest = held) {
            if (turn >= TURN || budget != null && !budget.left()) {
                waitForTurn();
                return;
            }
            int part = toEndOfRecord(rest);
            if (budget != null) {
                budget.use(handshaking() ? TurnBudget.HANDSHAKE : TurnBudget.DELIVERY, part);
            }
            handOn(rest.readRetainedSlice(part));
        }
        release();
    }

    private void waitForTurn() {
        if (!queued) {
            queued = true;
            connection.reading(!paused);
            if (handshaking()) {
                connection.handshake(new Rest(), begun());
            } else {
                connection.work().add(new Rest());
            }
        }
    }

    /** What is left of an input that was too much for one turn. */
    private final class Rest implements Work {
        @Override
        public boolean work(TurnBudget budget) {
            turn = 0;
            feed(budget);
            boolean more = held != null;
            if (!more) {
                goOn();
            }
            ctx().fireChannelReadComplete();
            return more;
        }

        @Override
        public boolean failed(Throwable cause) {
            release();
            queued = false;
            connection.failed(cause);
            return false;
        }
    }

    /** Everything is decrypted: what has happened meanwhile comes after it. */
    private void goOn() {
        queued = false;
        if (inputEnded) {
            inputEnded = false;
            ctx().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        connection.reading(!paused);
        if (readAsked) {
            readAsked = false;
            ctx().read();
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext ctx) {
        if (!queued) {
            turn = 0;
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public final void read(ChannelHandlerContext ctx) {
        if (queued) {
            readAsked = true;
        } else {
            ctx.read();
        }
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (queued && event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
