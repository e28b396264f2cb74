package io.oneport.client.account;

import java.util.concurrent.atomic.AtomicLong;

/** How many sockets of a run are open at the same time, of all its workers together. Any thread. */
public final class OpenSockets {
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    /** One more. */
    void opened() {
        peak.accumulateAndGet(open.incrementAndGet(), Math::max);
    }

    /** One less. */
    void closed() {
        open.decrementAndGet();
    }

    /** The most that there were at any moment: counted whenever one is opened, not looked at now and then. */
    public long peak() {
        return peak.get();
    }
}
