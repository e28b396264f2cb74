package io.oneport.client.account;

import io.oneport.client.plan.ExpectedPage;

/**
 * The bodies of the answers to the one plain request of a run, told apart by length and checksum. Bounded: beyond a few
 * bodies the others are counted as one. For one thread.
 */
public final class SeenPages {
    private static final int MOST_BODIES = 16;

    private final long[] bodies = new long[MOST_BODIES];
    private final long[] counts = new long[MOST_BODIES];
    private int known;
    private long others;

    /**
     * An answer has come.
     *
     * @param bytes length of its body
     * @param checksum CRC-32C of its body
     */
    public void add(long bytes, long checksum) {
        addMany(body(bytes, checksum), 1);
    }

    /** Tells one body from others. */
    private static long body(long bytes, long checksum) {
        return bytes << 32 ^ checksum;
    }

    /** How many had another body than this. */
    public long differentFrom(ExpectedPage expected) {
        for (int i = 0; i < known; i++) {
            if (bodies[i] == body(expected.bytes(), expected.checksum())) {
                return total() - counts[i];
            }
        }
        return total();
    }

    private void addMany(long body, long count) {
        for (int i = 0; i < known; i++) {
            if (bodies[i] == body) {
                counts[i] += count;
                return;
            }
        }
        if (known == MOST_BODIES) {
            others += count;
        } else {
            bodies[known] = body;
            counts[known++] = count;
        }
    }

    /** Adds those of another worker. */
    public void addAll(SeenPages other) {
        for (int i = 0; i < other.known; i++) {
            addMany(other.bodies[i], other.counts[i]);
        }
        others += other.others;
    }

    /** How many there were. */
    public long total() {
        long total = others;
        for (int i = 0; i < known; i++) {
            total += counts[i];
        }
        return total;
    }

    /** How many had another body than most; 0 if no body is that of most, since then the page itself varies. */
    public long different() {
        long most = 0;
        for (int i = 0; i < known; i++) {
            most = Math.max(most, counts[i]);
        }
        long total = total();
        return 2 * most > total ? total - most : 0;
    }
}
