package io.oneport.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.oneport.protocol.Units;
import io.oneport.server.loop.WorkQueue;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open socket in the ledger, from accept to close.
 *
 * <p>Assumes that every call comes on the socket's event loop; guarantees, in return, no lock and no volatile. What
 * other threads want to know they ask of {@link SocketLedger}, which hops to the loop. Kept small on purpose: an idle
 * socket pays for one of these.
 */
public final class SocketRecord implements ChannelFutureListener {
    private static final Logger log = LoggerFactory.getLogger(SocketRecord.class);

    private final WorkerLedger ledger;
    private final Channel channel;
    private final long id;
    private final long openedMillis;

    /** Links of the ledger's list. */
    SocketRecord previous;

    SocketRecord next;

    /** Links and list in the wheel, or -1. */
    SocketRecord wheelPrevious;

    SocketRecord wheelNext;
    short wheelSlot = -1;

    private Speaker speaker;
    private long deadlineNanos;
    private boolean deadlineSet;
    private boolean peerEnded;
    private boolean sending;
    /** What the system had taken when that was last counted: the low bits, for it is counted long before 2 GiB more. */
    private int sentWhenCounted;

    /** When the peer was seen to take a byte; the low bits, which do for 24 days. */
    private int watchedMillis;

    private Protocol protocol = Protocol.HTTP;
    /** The only change there is, at 0 if none: every socket begins with HTTP, and no other stage gives way. */
    private long switchedMillis;

    private String switchedPath;

    private Closing closing;

    private long requests;
    private long messagesIn;
    private long messagesOut;
    private long bytesIn;
    private long bytesOut;
    private long dropped;
    private int unsentAtClose;

    SocketRecord(WorkerLedger ledger, long id, Channel channel) {
        this.ledger = ledger;
        this.id = id;
        this.channel = channel;
        this.openedMillis = System.currentTimeMillis();
    }

    public long id() {
        return id;
    }

    /** The number of the event loop that it lives on. */
    public int worker() {
        return ledger.worker();
    }

    /** The work that its event loop does in parts. */
    public WorkQueue work() {
        return ledger.work();
    }

    public Channel channel() {
        return channel;
    }

    /** What every socket is held to. */
    public SocketSettings settings() {
        return ledger.settings();
    }

    /** A clock that moves once per sweep: cheap enough to read on every byte. Nanoseconds, from an arbitrary origin. */
    public long nowNanos() {
        return ledger.nowNanos();
    }

    /** The same for the time of day, in milliseconds since 1970. */
    public long nowMillis() {
        return ledger.nowMillis();
    }

    /** Says what speaks on this socket from now on; clears the deadline of what spoke before. */
    public void speaker(Speaker speaker) {
        this.speaker = speaker;
        clearDeadline();
    }

    /**
     * Sets the one deadline of this socket, in place of any earlier one. It is never early, and late by two sweeps at
     * most.
     */
    public void deadlineIn(long nanos) {
        deadlineNanos = ledger.nowNanos() + ledger.sweepNanos() + nanos;
        deadlineSet = true;
        ledger.lookAt(this, deadlineNanos);
    }

    public void clearDeadline() {
        deadlineSet = false;
    }

    /**
     * Sets the deadline of this socket unless an earlier one is set: what speaks here must tell by the time which of its
     * own it was. It is never early, and late by two sweeps at most.
     */
    public void deadlineWithin(long nanos) {
        if (!deadlineSet || deadlineNanos - (ledger.nowNanos() + ledger.sweepNanos() + nanos) > 0) {
            deadlineIn(nanos);
        }
    }

    /**
     * To be called after each flush. If bytes stay behind, the sweep watches from now on that the peer takes some of
     * them at least every {@code stall-timeout}, and closes the socket if it does not. A peer may be slow.
     */
    public void flushed() {
        if (!sending) {
            long unsent = unsentBytes();
            countSent(unsent);
            if (unsent > 0) {
                sending = true;
                watchStall(System.nanoTime()); // the ledger's clock may be slow, and this must not be early
            }
        }
    }

    /** Whether bytes wait for the peer. */
    public boolean sending() {
        return sending;
    }

    private void watchStall(long fromNanos) {
        watchedMillis = millis(fromNanos);
        lookNextSweep();
    }

    private void lookNextSweep() {
        ledger.lookAt(this, ledger.nowNanos());
    }

    private static int millis(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private void checkStall() {
        long unsent = unsentBytes();
        boolean sent = countSent(unsent);
        if (unsent == 0) {
            sending = false;
        } else if (sent) {
            watchStall(ledger.nowNanos());
        } else if (millis(ledger.nowNanos()) - watchedMillis
                > settings().stallTimeout().toMillis()) {
            closeNow("took no byte for " + Units.text(settings().stallTimeout()));
        } else {
            lookNextSweep();
        }
    }

    /** Called by the sweep, when the time that it was given has come or earlier. */
    void checkDeadlines(long nowNanos) {
        if (sending) {
            checkStall();
        }
        if (deadlineSet && nowNanos - deadlineNanos >= 0) {
            deadlineSet = false;
            speaker.deadlineReached();
        }
        if (deadlineSet) {
            ledger.lookAt(this, deadlineNanos);
        }
    }

    /** Tells what speaks here that the peer has closed its side; see {@link Speaker#peerEnded}. */
    public void peerEnded() {
        peerEnded = true;
        speaker.peerEnded();
    }

    /** Whether the peer has closed its side. */
    public boolean peerHasEnded() {
        return peerEnded;
    }

    /** Goes on reading from the socket, or stops it for a while, so that the peer can't fill our memory. */
    public void reading(boolean on) {
        // Where nothing more comes there is nothing to switch: epoll would fail, having forgotten the descriptor.
        if (channel.config().isAutoRead() != on && !peerEnded && channel.isOpen()) {
            channel.config().setAutoRead(on);
        }
    }

    /** Asks what speaks here to end the conversation; see {@link Speaker#goAway}. */
    public void goAway(String reason) {
        speaker.goAway(reason);
    }

    /** Notes that the socket speaks another protocol from now on. */
    public void switched(Protocol to, String path) {
        ledger.totals().switched(protocol, to);
        protocol = to;
        switchedMillis = System.currentTimeMillis();
        switchedPath = path;
        PeerLiveness.watchedByUs(channel);
    }

    public void countRequest() {
        requests++;
        ledger.totals().requests++;
    }

    public void countMessageIn() {
        messagesIn++;
        ledger.totals().messagesIn++;
    }

    public void countMessageOut() {
        messagesOut++;
        ledger.totals().messagesOut++;
    }

    /** Counts messages that were dropped because the peer reads too slowly. */
    public void countDropped(int messages) {
        dropped += messages;
        ledger.totals().dropped += messages;
    }

    /** Notes that the peer reads topics too slowly and is cut off for it. */
    public void countSlowReader() {
        ledger.totals().countSlowReader();
    }

    /** Counts bytes read; negative where bytes already counted are handed on to another reader. */
    public void countBytesIn(long bytes) {
        bytesIn += bytes;
        ledger.totals().bytesIn += bytes;
    }

    /** Counts bytes handed to the channel, whether or not they have left yet. */
    public void countBytesOut(long bytes) {
        bytesOut += bytes;
    }

    /** Bytes that were flushed and that the operating system has not taken yet. */
    private long unsentBytes() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty()) {
            return 0;
        }
        // Its own total counts what keeping each message costs as well, so it would hide a slow peer's progress.
        long[] bytes = {0};
        try {
            waiting.forEachFlushedMessage(message -> {
                bytes[0] += message instanceof ByteBuf part ? part.readableBytes() : 0;
                return true;
            });
        } catch (Exception e) {
            throw new IllegalStateException("counting does not throw", e);
        }
        return bytes[0];
    }

    /** Counts, for the sum over all sockets, what the operating system has taken since. Returns whether it is anything. */
    private boolean countSent(long unsent) {
        int more = (int) (bytesOut - unsent) - sentWhenCounted;
        sentWhenCounted += more;
        ledger.totals().bytesOut += more;
        return more != 0;
    }

    /**
     * Sets bytes aside for a message or a body that has begun to arrive: many peers that never finish one must not fill
     * the memory together.
     *
     * @param held what is set aside for this one already
     * @param bytes what is to be set aside in addition
     * @return false if too much is set aside for this kind: half of this worker's share of {@code unfinished-total}
     */
    public boolean reserve(Unfinished kind, int held, int bytes) {
        return ledger.reserve(kind, held, bytes);
    }

    /** Gives back what {@link #reserve} has set aside. */
    public void unreserve(Unfinished kind, int bytes) {
        ledger.unreserve(kind, bytes);
    }

    /** What may have begun to arrive. Each has a half of {@code unfinished-total}, so that neither can block the other. */
    public enum Unfinished {
        BODY,
        MESSAGE
    }

    /** Notes who ends the connection and why; the first to say so is right. */
    public void closing(Closing.By by, String reason) {
        if (closing == null) {
            closing = new Closing(by, reason);
        }
    }

    /** Notes the reason and closes at once; bytes not sent yet are dropped. */
    public void closeNow(String reason) {
        closing(Closing.By.SERVER, reason);
        close();
    }

    private void close() {
        // It can't be told any more once the channel is closed.
        unsentAtClose = (int) Math.min(unsentBytes(), Integer.MAX_VALUE);
        channel.close();
    }

    /**
     * Closes after something was thrown on this socket's pipeline: quietly where the network failed, with a line in
     * the log where we did.
     */
    public void failed(Throwable cause) {
        if (cause instanceof IOException) {
            boolean reset = String.valueOf(cause.getMessage()).contains("reset");
            closing(Closing.By.CLIENT, reset ? "reset by the peer" : "connection lost: " + cause.getMessage());
            close();
        } else {
            if (cause instanceof OutOfMemoryError) {
                log.error("Out of memory: {}; lower the limits, or give the process more", cause.getMessage());
            } else {
                log.warn("Socket {} ({}) failed and is closed; please report this", id, FiveTuple.of(channel), cause);
            }
            closeNow("internal error");
        }
    }

    /** The channel has closed: out of the ledger. */
    @Override
    public void operationComplete(ChannelFuture closed) {
        closing(Closing.By.CLIENT, "closed by the peer");
        countSent(unsentAtClose);
        ledger.remove(this);
    }

    Protocol protocol() {
        return protocol;
    }

    /** What there is to say of this socket now; with the names of its handlers if asked. */
    SocketView view(boolean withHandlers) {
        return view(0, withHandlers ? handlers() : List.of());
    }

    /** The names of the handlers, without Netty's own at the tail. */
    private List<String> handlers() {
        List<String> names = channel.pipeline().names();
        return names.subList(0, names.size() - 1);
    }

    /** The same for one that has closed. */
    SocketView closedView() {
        return view(System.currentTimeMillis(), List.of());
    }

    private SocketView view(long closedMillis, List<String> handlers) {
        long unsent = closedMillis == 0 ? unsentBytes() : unsentAtClose;
        return new SocketView(
                id,
                FiveTuple.of(channel),
                worker(),
                protocol,
                switchedMillis == 0
                        ? List.of()
                        : List.of(new ProtocolSwitch(Protocol.HTTP, protocol, switchedMillis, switchedPath)),
                openedMillis,
                closedMillis,
                closing,
                requests,
                messagesIn,
                messagesOut,
                bytesIn,
                bytesOut - unsent,
                unsent,
                dropped,
                handlers);
    }
}
