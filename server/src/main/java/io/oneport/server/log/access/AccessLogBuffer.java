package io.oneport.server.log.access;

import org.jspecify.annotations.Nullable;

/**
 * Where one event loop leaves its lines, as bytes, for the thread that writes them. The loop never waits: the lock is held
 * for the time of an addition or an exchange of two buffers, and no other loop uses it. What does not fit is counted.
 */
public final class AccessLogBuffer {
    /** Lines are written at once, and not after they have gathered for a while, when there are this many bytes of them. */
    private static final int HAND_OVER_BYTES = 1 << 18;

    /** Whoever writes the lines. Any thread. */
    interface Writer {
        /** There is something to write. */
        void wake();

        /** There is much to write. */
        void wakeAtOnce();
    }

    private final AccessSettings settings;
    private final SecretParameters secrets;
    private final Writer writer;
    private final AccessFormat format;
    private final LineTime time;
    private final int handOverBytes;
    private int sinceSampled;
    private LineBuffer waiting;
    /** What the writing thread has taken, until it takes more. */
    private LineBuffer taken;

    /** Lines that did not fit, and how many of them were reported. */
    private long dropped;

    private long reported;

    /**
     * For one event loop.
     *
     * @param maxBytes for lines that wait and those that are being written, together
     */
    AccessLogBuffer(AccessSettings settings, SecretParameters secrets, Writer writer, int maxBytes) {
        this.settings = settings;
        this.secrets = secrets;
        this.writer = writer;
        this.format = settings.format();
        this.time = format.time();
        this.waiting = new LineBuffer(maxBytes / 2);
        this.taken = new LineBuffer(maxBytes / 2);
        this.handOverBytes = Math.min(HAND_OVER_BYTES, maxBytes / 4);
        this.sinceSampled = settings.sample() - 1; // the first one is logged
    }

    /** Whether an answer with this status is logged; call it once for each. On the event loop. */
    public boolean wants(int status) {
        if (status >= 400) {
            return true;
        }
        sinceSampled++;
        if (sinceSampled < settings.sample()) {
            return false;
        }
        sinceSampled = 0;
        return true;
    }

    /** The form of the lines: what it leaves out need not be in an entry. */
    public AccessFormat format() {
        return format;
    }

    /** A target or a reference without the values of query parameters that may be secrets. Any thread. */
    public String withoutSecrets(String target) {
        return secrets.hide(target);
    }

    /** Leaves a line to be written. On the event loop. */
    public void add(AccessEntry entry) {
        int before;
        int after;
        synchronized (this) {
            before = waiting.length();
            format.write(entry, time, waiting);
            if (!waiting.end()) {
                dropped++;
            }
            after = waiting.length();
        }
        if (before < handOverBytes && after >= handOverBytes) {
            writer.wakeAtOnce();
        } else if (before == 0) {
            writer.wake();
        }
    }

    /** Takes the lines that wait, in exchange for those that were taken last. On the writing thread. */
    synchronized @Nullable LineBuffer take() {
        if (waiting.length() == 0) {
            return null;
        }
        LineBuffer lines = waiting;
        waiting = taken;
        waiting.clear();
        taken = lines;
        return lines;
    }

    /** How many lines did not fit. */
    synchronized long dropped() {
        return dropped;
    }

    /** How many lines did not fit since this was asked last. */
    synchronized long takeDropped() {
        long count = dropped - reported;
        reported = dropped;
        return count;
    }
}
