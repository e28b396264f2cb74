package io.oneport.server.broker.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * Numbers of records: a count and its check sum, so that a damaged number is none, and never that of another record. A record
 * that deletes another is nothing but its number. Any thread.
 */
final class RecordIds {
    private static final int CHECK_BITS = 16;

    private final AtomicLong count = new AtomicLong();

    /** The next number; higher than all before it. */
    long next() {
        return of(count.incrementAndGet());
    }

    /** Notes a number that is in use: all further ones are higher. */
    void used(long id) {
        count.accumulateAndGet(count(id), Math::max);
    }

    /** Whether it can be the number of a record. */
    static boolean isValid(long id) {
        return id > 0 && of(count(id)) == id;
    }

    /** The count in a number: in the same order, and without gaps. */
    static long count(long id) {
        return id >>> CHECK_BITS;
    }

    /** The number with this count. */
    static long of(long count) {
        CRC32C sum = new CRC32C();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            sum.update((int) (count >>> shift));
        }
        return count << CHECK_BITS | sum.getValue() & (1 << CHECK_BITS) - 1;
    }
}
