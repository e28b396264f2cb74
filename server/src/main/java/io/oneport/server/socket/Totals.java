package io.oneport.server.socket;

import java.util.EnumMap;
import java.util.Map;

/**
 * Sums over all sockets since the server began: those of closed sockets, and what the open ones have added so far. One
 * of these belongs to each worker and is confined to it; {@link SocketLedger#totals} gives a sum of copies.
 */
public final class Totals {
    private final Map<Protocol, Long> open = new EnumMap<>(Protocol.class);
    private long opened;
    private long requests;
    private long messagesIn;
    private long messagesOut;
    private long bytesIn;
    private long bytesOut;
    private long dropped;
    private long slowReaders;

    void countOpened() {
        opened++;
    }

    void countSlowReader() {
        slowReaders++;
    }

    void add(SocketView socket) {
        requests += socket.requests();
        messagesIn += socket.messagesIn();
        messagesOut += socket.messagesOut();
        bytesIn += socket.bytesIn();
        bytesOut += socket.bytesOut();
        dropped += socket.dropped();
        if (socket.open()) {
            open.merge(socket.protocol(), 1L, Long::sum);
        }
    }

    void add(Totals other) {
        opened += other.opened;
        requests += other.requests;
        messagesIn += other.messagesIn;
        messagesOut += other.messagesOut;
        bytesIn += other.bytesIn;
        bytesOut += other.bytesOut;
        dropped += other.dropped;
        slowReaders += other.slowReaders;
        other.open.forEach((protocol, count) -> open.merge(protocol, count, Long::sum));
    }

    /** Sockets that are open now and speak this. */
    public long open(Protocol protocol) {
        return open.getOrDefault(protocol, 0L);
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
}
