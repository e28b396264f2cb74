package io.oneport.client.load;

/** What one socket has done, to tell those that stand out. Confined to its worker's loop. */
final class Deeds {
    private long done;
    private long failed;
    private long worstNanos;
    private long worstAt;

    /** It got something, that was due at such a time. */
    void done(long due, long now, boolean measured) {
        done++;
        if (measured && now - due > worstNanos) {
            worstNanos = now - due;
            worstAt = now;
        }
    }

    void failed(long count) {
        failed += count;
    }

    /** Whether there is anything to tell. */
    boolean any() {
        return done + failed > 0;
    }

    long done() {
        return done;
    }

    long failed() {
        return failed;
    }

    /** The longest latency of what was measured. */
    long worstNanos() {
        return worstNanos;
    }

    /** When that was. */
    long worstAt() {
        return worstAt;
    }
}
