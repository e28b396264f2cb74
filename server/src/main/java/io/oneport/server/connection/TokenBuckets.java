package io.oneport.server.connection;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/**
 * Token buckets in a table of fixed size. Each is one number: the time at which it will be full again (the theoretical
 * arrival time of the generic cell rate algorithm, ITU-T I.371). A bucket that is full is the same as none, so its place is
 * free for another key.
 *
 * <p>Assumes nothing of the callers: any thread. Only who finds no place for its key takes a lock, for as long as it looks for
 * one. Guarantees: (1) the memory never grows; (2) a key gets no more than its rate and one burst, whatever threads race for
 * it, unless more than {@value #WAYS} keys that share a set are in use at the same moment: then the fullest of them is
 * forgotten. The keys of a set depend on a secret, so that nobody can choose addresses that share one.
 */
final class TokenBuckets {
    /** Places for one key. */
    private static final int WAYS = 8;

    private static final int SETS = 1 << 13;
    private static final int LOCKS = 64;

    private static final long SECRET = new SecureRandom().nextLong();
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Times count from here, so that 0 lies in the past: an empty place is a full bucket. */
    private final long originNanos = System.nanoTime();

    /** Each for a share of the sets: a key must not get two places from two threads. */
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    private final AtomicLongArray keys = new AtomicLongArray(SETS * WAYS);
    private final AtomicLongArray fullAt = new AtomicLongArray(SETS * WAYS);

    /** A number for a text. Texts that differ have different ones, but for a chance that nobody can raise. */
    static long hash(String text) {
        long hash = SECRET;
        for (int i = 0; i < text.length(); i++) {
            hash = mixed(hash ^ text.charAt(i));
        }
        return hash;
    }

    /** The key of a number within a space of its own. Never 0. */
    static long key(int space, long number) {
        return mixed(mixed(number ^ SECRET) + space) | 1;
    }

    /** Of SplitMix64 (Steele, Lea, Flood, 2014). */
    private static long mixed(long number) {
        long mixed = number + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /**
     * Takes tokens.
     *
     * @param rate tokens that come in a second; a bucket holds as many
     * @param nowNanos as {@link System#nanoTime} has it
     * @return 0 if there were enough, or else in how many nanoseconds there will be
     */
    long take(long key, int count, int rate, long nowNanos) {
        long now = nowNanos - originNanos;
        int place = place(key, now);
        long cost = Math.max(1, BURST_NANOS / rate * count);
        while (true) {
            long full = fullAt.get(place);
            long after = Math.max(full, now) + cost;
            long tooMuch = after - now - BURST_NANOS;
            // More than a bucket holds is taken from a full one, and paid for afterwards: else it could never be had.
            if (tooMuch > 0 && full > now) {
                return Math.min(tooMuch, full - now);
            }
            if (fullAt.compareAndSet(place, full, after)) {
                return 0;
            }
        }
    }

    private int place(long key, long now) {
        int set = (int) (key >>> 40) % SETS;
        int found = find(key, set);
        if (found >= 0) {
            return found;
        }
        synchronized (locks[set % LOCKS]) {
            found = find(key, set); // another thread may just have put it there
            return found >= 0 ? found : take(key, set, now);
        }
    }

    private int find(long key, int set) {
        for (int i = set * WAYS; i < (set + 1) * WAYS; i++) {
            if (keys.get(i) == key) {
                return i;
            }
        }
        return -1;
    }

    /** Gives a key the place of the fullest bucket. Under the set's lock. */
    private int take(long key, int set, long now) {
        int best = set * WAYS;
        for (int i = best + 1; i < (set + 1) * WAYS; i++) {
            best = fullAt.get(i) < fullAt.get(best) ? i : best;
        }
        if (fullAt.get(best) > now) {
            fullAt.set(best, now);
        }
        keys.set(best, key);
        return best;
    }
}
