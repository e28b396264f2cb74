package io.oneport.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.oneport.protocol.Units;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches that the peer of a connection takes what waits for it, and that this does not become too much. Part of
 * {@link Connection}, and no object of its own, since each idle socket would have to keep it. On the connection's event loop.
 */
abstract class WatchedConnection extends AddressedConnection {
    /** The channel's own mark for "not writable": see {@link #holdUntilSent}. */
    private static final int HELD = 1;

    private boolean sending;
    /** When the peer was seen to take a byte; the low bits, which do for 24 days. */
    private int watchedMillis;

    WatchedConnection(WorkerConnections connections, Channel channel) {
        super(connections, channel);
    }

    /** Has the sweep look at it at or after this time, or earlier. */
    abstract void lookAt(long atNanos);

    /** Records the reason and closes at once; unsent bytes are dropped. */
    public abstract void closeNow(String reason);

    /**
     * Call this after each flush. If bytes are left unsent, the sweep watches from now on that the peer takes some of them
     * at least every {@code stall-timeout}, and closes the socket if it does not. A peer may be slow.
     */
    public final void flushed() {
        if (!sending) {
            long unsent = UnsentBytes.of(channel);
            countSent(unsent);
            if (unsent > 0) {
                sending = true;
                watchStall(System.nanoTime()); // the worker's clock may be slow, and this must not be early
            }
        }
        if (sending && shortOfMemory()) {
            holdUntilSent();
        }
    }

    /** Whether what is written must be sent before more of it is made: direct memory is short at this moment. */
    public final boolean shortOfMemory() {
        return connections.memory().directShort();
    }

    /** Whether direct memory is better not used for bytes that could be handled at once. */
    public final boolean memoryIsScarce() {
        return connections.memory().directScarce();
    }

    /** Sets that an operator's program is at the other end: the connection is not closed because memory is short. */
    public final void ofOperator() {
        extras().ofOperator = true;
    }

    final boolean mayCloseForMemory() {
        return extras == null || !extras.ofOperator;
    }

    /**
     * Closes the connection if direct memory is so short at this moment that it may not do for what the bytes lead to that
     * its peer has sent now. One of an operator never closes.
     *
     * @param holds whether it keeps bytes that were received before
     * @return whether it closes
     */
    public final boolean closesForMemory(boolean holds) {
        return closesForMemory(holds, null, Unpooled.EMPTY_BUFFER);
    }

    /**
     * The same for bytes that are to be merged with those that are held: a buffer of megabytes may be needed for that.
     *
     * @param held what is held in one buffer, or null
     * @param more what has come
     */
    public final boolean closesForMemory(boolean holds, @Nullable ByteBuf held, ByteBuf more) {
        int room = held == null ? 0 : bytesToMerge(held, more);
        boolean closes = mayCloseForMemory() && connections.memory().closesReader(holds || sending, room);
        if (closes) {
            closeNow(Partings.SHORT_OF_MEMORY);
        }
        return closes;
    }

    /** What {@link ByteToMessageDecoder#MERGE_CUMULATOR} allocates, where it does: also for what has been read already. */
    private int bytesToMerge(ByteBuf held, ByteBuf more) {
        int bytes = more.readableBytes();
        boolean fits = !held.isReadable() || bytes <= held.maxFastWritableBytes();
        return fits ? 0 : channel.alloc().calculateNewCapacity(held.writerIndex() + bytes, Integer.MAX_VALUE);
    }

    /**
     * Has the channel count as not writable until everything that waits is sent, whatever {@code outbound-buffer} allows:
     * what thousands of peers may leave unread together can be more than there is.
     */
    private void holdUntilSent() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        ChannelHandlerContext first = channel.pipeline().firstContext();
        if (waiting == null || waiting.isEmpty() || first == null || !waiting.getUserDefinedWritability(HELD)) {
            return;
        }
        waiting.setUserDefinedWritability(HELD, false);
        // Its turn comes once all before it is sent.
        first.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> waiting.setUserDefinedWritability(HELD, true));
    }

    /** Whether bytes wait for the peer. */
    public final boolean sending() {
        return sending;
    }

    private void watchStall(long fromNanos) {
        watchedMillis = millis(fromNanos);
        lookNextSweep();
    }

    private void lookNextSweep() {
        lookAt(connections.nowNanos());
    }

    private static int millis(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** Closes the connection if its peer has taken nothing for too long of what waits for it. */
    final void checkStall() {
        if (!sending) {
            return;
        }
        long unsent = UnsentBytes.of(channel);
        boolean sent = countSent(unsent);
        if (unsent == 0) {
            sending = false;
        } else if (sent) {
            watchStall(connections.nowNanos());
        } else if (millis(connections.nowNanos()) - watchedMillis
                > connections.settings().stallTimeout().toMillis()) {
            closeNow("read nothing for " + Units.text(connections.settings().stallTimeout()));
        } else {
            lookNextSweep();
        }
    }
}
