package io.oneport.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.oneport.server.log.access.AccessLogBuffer;
import io.oneport.server.loop.Work;
import io.oneport.server.loop.WorkQueue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection, from accept to close: its worker, its deadlines, the protocols that it has spoken, and how it ends. What
 * has passed over it is in {@link CountedConnection}, who its client is and what that may do in {@link AddressedConnection},
 * and whether its peer takes what is sent in {@link WatchedConnection}. What is said on it is the business of its
 * {@link Stream}.
 *
 * <p>Assumes that every call comes on the connection's event loop; guarantees, in return, no lock and no volatile.
 * Other threads reach a connection through {@link Connections}, which hops to the loop. Kept small on purpose: an idle
 * socket pays for one of these.
 */
public final class Connection extends WatchedConnection implements SocketContext, ChannelFutureListener {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** What every connection speaks first. */
    private static final Protocol FIRST = Protocol.HTTP;

    private final long id;
    private final long openedMillis;

    /** Links of the worker's list of open connections. */
    @Nullable
    Connection previous;

    @Nullable
    Connection next;

    /** Links and list in the wheel, or -1. */
    @Nullable
    Connection wheelPrevious;

    @Nullable
    Connection wheelNext;

    short wheelSlot = -1;

    /** Set by the first stage, as soon as the connection is open. */
    @SuppressWarnings("NullAway.Init")
    private Stream stream;

    private long deadlineNanos;
    private boolean deadlineSet;
    private boolean peerEnded;
    private Protocol protocol = FIRST;
    /** The last switch; at 0 if there was none. Most connections switch once or never: earlier ones are extras. */
    private long switchedMillis;

    private @Nullable String switchedPath;

    private @Nullable Closing closing;

    Connection(WorkerConnections connections, long id, Channel channel) {
        super(connections, channel);
        this.id = id;
        this.openedMillis = System.currentTimeMillis();
    }

    /** Unique while the server runs; later connections of one worker have higher ids. */
    public long id() {
        return id;
    }

    /** The number of the event loop that it lives on. */
    @Override
    public int worker() {
        return connections.worker();
    }

    /** The work that its event loop does in parts. */
    @Override
    public WorkQueue work() {
        return connections.work();
    }

    /**
     * Has a part of its TLS handshake done when its turn comes. Clients take turns, by their addresses.
     *
     * @param begun whether the handshake is under way; it then comes before those that are not: otherwise it would have to
     *     wait for all new ones, twice
     */
    public void handshake(Work part, boolean begun) {
        InetSocketAddress client = connectedFrom();
        if (begun) {
            connections.handshakes().addUrgent(part);
        } else {
            connections.handshakes().add(part, client == null ? 0 : AddressCounts.key(client.getAddress()));
        }
    }

    @Override
    public Executor executor() {
        return channel.eventLoop();
    }

    @Override
    public Future<?> schedule(Runnable action, Duration delay) {
        return channel.eventLoop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    public Channel channel() {
        return channel;
    }

    /** Where requests are left to be logged; null if they are not. */
    public @Nullable AccessLogBuffer accessLog() {
        return connections.accessLog();
    }

    /**
     * Whether the system can send files on it, without their being read here first. Not where they are to be encrypted; and
     * not with io_uring, which would take two descriptors and two operations of a kernel thread for each 64 KiB, and in Netty
     * 4.2.18 counts as sent what is still in its pipe, and cuts offsets to 2 GiB.
     */
    public boolean sendsFiles() {
        return encryption() == null && (channel instanceof EpollSocketChannel || channel instanceof NioSocketChannel);
    }

    /** What the two sides of a TLS connection have agreed on; null without TLS, and before they have. */
    public @Nullable TlsSession tls() {
        Encryption encryption = encryption();
        return encryption == null ? null : encryption.session();
    }

    /** When it was accepted, in milliseconds since 1970. */
    public long openedMillis() {
        return openedMillis;
    }

    /** The limits that apply to every socket. */
    public SocketSettings settings() {
        return connections.settings();
    }

    /** A clock that moves once per sweep: cheap enough to read on every byte. Nanoseconds, from an arbitrary origin. */
    @Override
    public long nowNanos() {
        return connections.nowNanos();
    }

    /** The same for the time of day, in milliseconds since 1970. */
    public long nowMillis() {
        return connections.nowMillis();
    }

    /** Sets what speaks on this connection from now on; clears the deadline of what spoke before. */
    public void stream(Stream stream) {
        this.stream = stream;
        clearDeadline();
    }

    /** Sets what speaks on this connection from now on; the deadline that runs stays set, for the new one. */
    public void inherit(Stream stream) {
        this.stream = stream;
    }

    /**
     * Sets the one deadline of this socket, in place of any earlier one. It is never early, and late by two sweeps at
     * most.
     */
    public void deadlineIn(long nanos) {
        deadlineNanos = connections.nowNanos() + connections.sweepNanos() + nanos;
        deadlineSet = true;
        lookAt(deadlineNanos);
    }

    @Override
    void lookAt(long atNanos) {
        connections.lookAt(this, atNanos);
    }

    public void clearDeadline() {
        deadlineSet = false;
    }

    /**
     * Sets the deadline of this socket unless an earlier one is set: the stream must find out by the time which of its own
     * deadlines it was. It is never early, and late by two sweeps at most.
     */
    public void deadlineWithin(long nanos) {
        if (!deadlineSet || deadlineNanos - (connections.nowNanos() + connections.sweepNanos() + nanos) > 0) {
            deadlineIn(nanos);
        }
    }

    /** Whether it may be closed for want of memory: what speaks on it waits for the peer; see {@link Stream#waits}. */
    boolean waits() {
        return mayCloseForMemory() && (stream == null || stream.waits());
    }

    /** Called by the sweep, when the time that it was given has come or earlier. */
    void checkDeadlines(long nowNanos) {
        checkStall();
        if (deadlineSet && nowNanos - deadlineNanos >= 0) {
            deadlineSet = false;
            stream.deadlineReached();
        }
        if (deadlineSet) {
            lookAt(deadlineNanos);
        }
    }

    /** Tells the stream that the peer has closed its side; see {@link Stream#peerEnded}. */
    public void peerEnded() {
        peerEnded = true;
        stream.peerEnded();
    }

    /** Whether the peer has closed its side. */
    public boolean peerHasEnded() {
        return peerEnded;
    }

    /** Starts or stops reading from the socket, so that a peer can't fill the memory. */
    public void reading(boolean on) {
        Encryption encryption = encryption();
        boolean now = encryption == null ? on : encryption.mayRead(on);
        // Where nothing more comes there is nothing to switch.
        if (channel.config().isAutoRead() != now && !peerEnded && channel.isOpen()) {
            if (now && extras != null && extras.window != null) {
                extras.window.readAgain();
            }
            channel.config().setAutoRead(now);
        }
    }

    /** Why every connection of the server is to end soon, so that an answer is the last one; null if none is. */
    public @Nullable String draining() {
        return connections.draining();
    }

    /** The time over which the connections of a server that drains are told to go; zero if all are told at once. */
    public Duration drainOver() {
        return connections.drainOver();
    }

    /**
     * Ends a conversation that has not begun: within this time, in which the peer may still begin it, or at once where all
     * connections are told to go at once.
     */
    public void goWithin(Duration lastChance, String reason) {
        if (drainOver().isZero()) {
            closeNow(reason);
        } else {
            deadlineWithin(lastChance.toNanos());
        }
    }

    /** Asks the stream to end; see {@link Stream#goAway}. */
    public void goAway(String reason) {
        stream.goAway(reason);
    }

    /** The same once what is being done now on the event loop is done: for a stream that is about to begin. */
    public void goAwaySoon(String reason) {
        channel.eventLoop().execute(() -> goAway(reason));
    }

    /**
     * Records that another protocol is spoken from now on.
     *
     * @param path the path that was asked for, or null
     */
    public void switched(Protocol to, @Nullable String path) {
        Protocol from = protocol;
        if (switchedMillis != 0) {
            extras().addEarlier(lastSwitch());
        }
        protocol = to;
        switchedMillis = System.currentTimeMillis();
        switchedPath = path;
        PeerLiveness.watchedByUs(channel);
        connections.listener().switched(this, from);
    }

    private ProtocolSwitch lastSwitch() {
        Protocol from = extras == null ? FIRST : extras.beforeLastSwitch(FIRST);
        return new ProtocolSwitch(from, protocol, switchedMillis, switchedPath);
    }

    /** What is spoken on it, or was last. */
    public Protocol protocol() {
        return protocol;
    }

    /** The changes of protocol, oldest first; of very many, the last ones. */
    public List<ProtocolSwitch> switches() {
        if (switchedMillis == 0) {
            return List.of();
        }
        if (extras == null) {
            return List.of(lastSwitch());
        }
        List<ProtocolSwitch> all = extras.earlier();
        all.add(lastSwitch());
        return all;
    }

    /** How many changes of protocol are no longer in {@link #switches}. */
    public int forgottenSwitches() {
        return extras == null ? 0 : extras.forgottenSwitches();
    }

    /** Whether {@link #roundTripMicros} can be told: the same for all connections of a server. */
    public boolean tellsRoundTrip() {
        return PeerLiveness.tellsRoundTrip(channel);
    }

    /** See {@link PeerLiveness#roundTripMicros}. A system call. */
    public long roundTripMicros() {
        return PeerLiveness.roundTripMicros(channel);
    }

    /** What messages and bodies that have begun to arrive may take, all those of this worker together. */
    public UnfinishedBudget unfinished() {
        return connections.unfinished();
    }

    /** Records who ends the connection and why; only the first call counts. */
    public void closing(Closing.By by, String reason) {
        if (closing == null) {
            closing = new Closing(by, reason);
        }
    }

    /** Records the reason and closes at once; unsent bytes are dropped. */
    @Override
    public void closeNow(String reason) {
        closing(Closing.By.SERVER, reason);
        close();
    }

    /** Closes the channel; unsent bytes are dropped. */
    void close() {
        long unsent = keepUnsent();
        Encryption encryption = encryption();
        if (encryption == null) {
            channel.close();
        } else {
            encryption.close(unsent > 0 || shortOfMemory()); // a farewell takes a buffer
        }
    }

    /**
     * Closes our direction: the peer sees that nothing more follows, and may still send.
     *
     * @param duplex this connection's channel
     */
    void endOutput(DuplexChannel duplex) {
        Encryption encryption = encryption();
        if (encryption == null) {
            duplex.shutdownOutput();
        } else {
            encryption.endOutput().addListener(written -> duplex.shutdownOutput());
        }
    }

    /**
     * Closes after something was thrown on this socket's pipeline: quietly where the network failed, with a line in
     * the log where we did.
     */
    @Override
    public void failed(Throwable cause) {
        Encryption encryption = encryption();
        if (encryption != null && encryption.failed(cause)) {
            return;
        }
        if (cause instanceof IOException) {
            boolean reset = String.valueOf(cause.getMessage()).contains("reset");
            closing(Closing.By.CLIENT, reset ? "reset by the peer" : "connection lost: " + cause.getMessage());
            close();
        } else {
            if (cause instanceof OutOfMemoryError) {
                log.error("Out of memory", cause); // one line a minute, whoever reports it
            } else {
                log.warn("Socket {} ({}) failed and is closed; please report this", id, FiveTuple.of(channel), cause);
            }
            closeNow("internal error");
        }
    }

    /** The channel has closed. */
    @Override
    public void operationComplete(ChannelFuture closed) {
        closing(Closing.By.CLIENT, "closed by the peer");
        countSent(unsentAtClose());
        connections.remove(this);
    }

    /** Who is ending or has ended the connection, and why; null if nobody is. */
    public @Nullable Closing closing() {
        return closing;
    }

    /** The names of the channel's handlers, without Netty's own at the tail. */
    public List<String> handlers() {
        List<String> names = channel.pipeline().names();
        return names.subList(0, names.size() - 1);
    }
}
