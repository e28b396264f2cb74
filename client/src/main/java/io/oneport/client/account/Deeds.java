package io.oneport.client.account;

/** What one socket has done, so that sockets that stand out can be reported. Confined to its worker's loop. */
public final class Deeds {
    private long done;
    private long failed;
    private long worstNanos;
    private long worstAt;

    /** It got something, that was due at such a time. */
    public void done(long due, long now, boolean measured) {
        done++;
        if (measured && now - due > worstNanos) {
            worstNanos = now - due;
            worstAt = now;
        }
    }

    /** Something that was due at such a time has waited in vain. */
    public void unanswered(long due, long now, boolean measured) {
        failed++;
        if (measured && now - due > worstNanos) {
            worstNanos = now - due;
            worstAt = now;
        }
    }

    public void failed(long count) {
        failed += count;
    }

    /** Whether there is anything to report. */
    public boolean any() {
        return done + failed > 0;
    }

    public long done() {
        return done;
    }

    public long failed() {
        return failed;
    }

    /** The longest latency of what was measured, or the longest wait without an answer. */
    public long worstNanos() {
        return worstNanos;
    }

    /** When that was. */
    public long worstAt() {
        return worstAt;
    }
}
