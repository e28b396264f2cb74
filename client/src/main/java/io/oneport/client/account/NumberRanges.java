package io.oneport.client.account;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;

/**
 * A set of numbers that are added in ascending order, as ranges; at most so many ranges: then the lowest is forgotten. For
 * one thread.
 */
public final class NumberRanges {
    private final int most;
    /** Pairs: the first number of a range, and the first number after it. */
    private long[] bounds = new long[2];

    private int length;

    public NumberRanges(int most) {
        this.most = most;
    }

    /** Adds a number that is higher than all before. */
    public void add(long number) {
        if (length > 0 && bounds[length - 1] == number) {
            bounds[length - 1]++;
            return;
        }
        if (length == 2 * most) {
            System.arraycopy(bounds, 2, bounds, 0, length - 2);
            length -= 2;
        } else if (length == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * length);
        }
        bounds[length++] = number;
        bounds[length++] = number + 1;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The highest number plus 1; 0 if there is none. */
    public long end() {
        return length == 0 ? 0 : bounds[length - 1];
    }

    /** How many there are from one number up to another, which does not count. */
    public long within(long from, long to) {
        long count = 0;
        for (int i = firstEndingBehind(from); i < length && bounds[i] < to; i += 2) {
            count += Math.max(0, Math.min(to, bounds[i + 1]) - Math.max(from, bounds[i]));
        }
        return count;
    }

    /** The sum of what is counted in each range, from its first number up to another, which does not count. */
    long sum(LongBinaryOperator count) {
        long sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += count.applyAsLong(bounds[i], bounds[i + 1]);
        }
        return sum;
    }

    private int firstEndingBehind(long number) {
        int low = 0;
        int high = length / 2;
        while (low < high) {
            int middle = (low + high) / 2;
            if (bounds[2 * middle + 1] <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }
}
