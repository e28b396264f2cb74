package io.oneport.client.scenario;

import java.time.Duration;
import java.util.SplittableRandom;

/** A time to wait, drawn evenly from a range. Immutable: any thread. */
public record Pause(long minNanos, long maxNanos) {
    /** None. */
    public static final Pause NONE = new Pause(0, 0);

    private static final Duration LONGEST = Duration.ofHours(1);

    static Pause of(Yaml yaml) {
        String[] ends = yaml.text().split("\\.\\.", -1);
        try {
            Duration from = io.oneport.protocol.Units.duration(ends[0]);
            Duration to = io.oneport.protocol.Units.duration(ends[ends.length - 1]);
            if (ends.length <= 2 && from.compareTo(to) <= 0 && to.compareTo(LONGEST) <= 0) {
                return new Pause(from.toNanos(), to.toNanos());
            }
        } catch (IllegalArgumentException notATime) {
            // As below.
        }
        throw yaml.wrong("a time such as 500ms, or a range such as 1s..3s, of at most 1h");
    }

    /** Draws one, in nanoseconds. */
    public long draw(SplittableRandom random) {
        return minNanos == maxNanos ? minNanos : random.nextLong(minNanos, maxNanos + 1);
    }
}
