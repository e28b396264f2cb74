package io.oneport.server.observe;

import io.oneport.server.connection.Protocol;
import io.oneport.server.loop.LoopLag;

/**
 * Sums over all sockets since the server began, counted as things happen: reading them costs the same however many
 * sockets are open. One of these belongs to each worker and is confined to it; {@link SocketLedger#totals} gives a sum of copies.
 */
public final class Totals {
    private static final int PROTOCOLS = Protocol.values().length;

    private final long[] open = new long[PROTOCOLS];
    private final LoopLag lag = new LoopLag();
    private long opened;
    long requests;
    long messagesIn;
    long messagesOut;
    long bytesIn;
    long bytesOut;
    long dropped;
    long slowReaders;
    long handshakes;
    long failedHandshakes;

    void opened(Protocol speaks) {
        opened++;
        open[speaks.ordinal()]++;
    }

    void switched(Protocol from, Protocol to) {
        open[from.ordinal()]--;
        open[to.ordinal()]++;
    }

    void closed(Protocol spoke) {
        open[spoke.ordinal()]--;
    }

    /** Adds what another has counted. */
    public void add(Totals other) {
        opened += other.opened;
        requests += other.requests;
        messagesIn += other.messagesIn;
        messagesOut += other.messagesOut;
        bytesIn += other.bytesIn;
        bytesOut += other.bytesOut;
        dropped += other.dropped;
        slowReaders += other.slowReaders;
        handshakes += other.handshakes;
        failedHandshakes += other.failedHandshakes;
        lag.add(other.lag);
        for (int i = 0; i < PROTOCOLS; i++) {
            open[i] += other.open[i];
        }
    }

    /** How late the event loops were. */
    public LoopLag lag() {
        return lag;
    }

    /** Sockets that are open now and speak this. */
    public long open(Protocol protocol) {
        return open[protocol.ordinal()];
    }

    /** Sockets accepted. */
    public long opened() {
        return opened;
    }

    /** HTTP requests read. */
    public long requests() {
        return requests;
    }

    /** WebSocket messages read. */
    public long messagesIn() {
        return messagesIn;
    }

    /** Messages written, over WebSockets and endless answers. */
    public long messagesOut() {
        return messagesOut;
    }

    public long bytesIn() {
        return bytesIn;
    }

    /** Bytes that the operating system has taken; where some wait for a peer, as of the last look at the deadlines. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Messages of topics that slow readers did not get. */
    public long dropped() {
        return dropped;
    }

    /** Readers of topics that were cut off because they were too slow. */
    public long slowReaders() {
        return slowReaders;
    }

    /** TLS handshakes completed. */
    public long handshakes() {
        return handshakes;
    }

    /** TLS handshakes that have failed or were cut short. */
    public long failedHandshakes() {
        return failedHandshakes;
    }
}
