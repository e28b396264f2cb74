package io.oneport.server.log.access;

import java.util.ArrayList;
import java.util.List;

/**
 * Where one event loop leaves what is to be logged, for the thread that writes it. The loop never waits: the lock is held
 * for the time of an addition or an exchange of two lists, and no other loop uses it. What does not fit is counted.
 */
public final class AccessLogBuffer {
    private final AccessLog log;
    private final int maxBytes;
    private int sinceSampled;
    private List<AccessEntry> waiting = new ArrayList<>();
    private int waitingBytes;
    private long dropped;

    AccessLogBuffer(AccessLog log, int maxBytes) {
        this.log = log;
        this.maxBytes = maxBytes;
        this.sinceSampled = log.settings().sample() - 1; // the first one is logged
    }

    /** Whether an answer with this status is logged; call it once for each. On the event loop. */
    public boolean wants(int status) {
        if (status >= 400) {
            return true;
        }
        sinceSampled++;
        if (sinceSampled < log.settings().sample()) {
            return false;
        }
        sinceSampled = 0;
        return true;
    }

    /** A target or a reference without the values of query parameters that may be secrets. Any thread. */
    public String withoutSecrets(String target) {
        return log.secrets().hide(target);
    }

    /** Leaves an entry to be written. On the event loop. */
    public void add(AccessEntry entry) {
        boolean first;
        synchronized (this) {
            int bytes = entry.room();
            if (waitingBytes + bytes > maxBytes) {
                dropped++;
                return;
            }
            first = waiting.isEmpty();
            waiting.add(entry);
            waitingBytes += bytes;
        }
        if (first) {
            log.wake();
        }
    }

    /** Takes what waits. On the writing thread. */
    synchronized List<AccessEntry> take() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<AccessEntry> taken = waiting;
        waiting = new ArrayList<>(Math.min(taken.size(), 1_024));
        waitingBytes = 0;
        return taken;
    }

    /** How many entries did not fit since this was asked last. */
    synchronized long takeDropped() {
        long taken = dropped;
        dropped = 0;
        return taken;
    }
}
