package io.oneport.client.testing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a {@link FaultyServer} did, to be compared with what its client says. Each count moves before the bytes that
 * prove it leave. Written by the server's event loop; any thread may read.
 */
public final class FaultCounts {
    final AtomicLong asked = new AtomicLong();
    final AtomicLong upgrades = new AtomicLong();
    final AtomicLong gets = new AtomicLong();
    final AtomicLong received = new AtomicLong();
    final AtomicLong sent = new AtomicLong();
    final AtomicLong held = new AtomicLong();
    final AtomicLong faults = new AtomicLong();
    final AtomicLong pings = new AtomicLong();
    final AtomicLong pongs = new AtomicLong();

    FaultCounts() {}

    /** Upgrades taken on: each is answered 101, unless its request breaks RFC 6455. */
    public long upgrades() {
        return upgrades.get();
    }

    /** Plain GETs that were answered, event streams not among them. */
    public long gets() {
        return gets.get();
    }

    /** Messages that came: WebSocket messages and posts to topics. None that came behind a Close or the server's death. */
    public long received() {
        return received.get();
    }

    /** Messages written, a duplicate as one more: echoes, and a topic's messages once for each reader. */
    public long sent() {
        return sent.get();
    }

    /** Messages held back to be reordered or crossed and not written so far; those of sockets that closed, for good. */
    public long held() {
        return held.get();
    }

    /** How often the server did wrong: messages harmed, or stalls, deaths, blocked upgrades, answers, sockets. */
    public long faults() {
        return faults.get();
    }

    /** Pings sent. */
    public long pings() {
        return pings.get();
    }

    /** Pongs that had the payload of the last ping. */
    public long pongs() {
        return pongs.get();
    }

    @Override
    public String toString() {
        return "upgrades " + upgrades + ", gets " + gets + ", received " + received + ", sent " + sent + ", held "
                + held + ", faults " + faults + ", pings " + pings + ", pongs " + pongs;
    }
}
