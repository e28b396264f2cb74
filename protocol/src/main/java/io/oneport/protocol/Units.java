package io.oneport.protocol;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations and sizes as people write them: a number and a unit, such as {@code 25s} or {@code 64KiB}.
 *
 * <p>The unit is never optional, so that nobody has to guess it. What is written by {@link #text(Duration)} and
 * {@link #sizeText(long)} is read back as the same value. Stateless: any thread.
 */
public final class Units {
    public static final String DURATION_FORM = "a duration with its unit: ms, s, m or h, such as 25s";
    public static final String SIZE_FORM = "a size with its unit: B, KiB, MiB or GiB, such as 64KiB";

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,15})([A-Za-z]+)");

    /** A unit's name and how many of the smallest unit it holds; the largest first. */
    private record Unit(String name, long factor) {}

    private static final List<Unit> DURATIONS =
            List.of(new Unit("h", 3_600_000), new Unit("m", 60_000), new Unit("s", 1000), new Unit("ms", 1));
    private static final List<Unit> SIZES =
            List.of(new Unit("GiB", 1 << 30), new Unit("MiB", 1 << 20), new Unit("KiB", 1 << 10), new Unit("B", 1));

    private Units() {}

    /**
     * Reads a duration.
     *
     * @param text such as {@code 500ms}, {@code 25s}, {@code 5m} or {@code 1h}
     * @return the duration, never negative
     * @throws IllegalArgumentException if the text is anything else; the message says what was expected
     */
    public static Duration duration(String text) {
        return Duration.ofMillis(parse(text, DURATIONS, DURATION_FORM));
    }

    /**
     * Reads a size.
     *
     * @param text such as {@code 512B}, {@code 64KiB}, {@code 1MiB} or {@code 2GiB}; KiB is 1024 bytes
     * @return the size in bytes, never negative
     * @throws IllegalArgumentException if the text is anything else; the message says what was expected
     */
    public static long size(String text) {
        return parse(text, SIZES, SIZE_FORM);
    }

    /** Writes a duration in the largest unit that keeps it whole, such as {@code 90s}; below 1 ms it is cut. */
    public static String text(Duration duration) {
        return write(duration.toMillis(), DURATIONS, "s");
    }

    /** Writes a number of bytes in the largest unit that keeps it whole, such as {@code 64KiB}. */
    public static String sizeText(long bytes) {
        return write(bytes, SIZES, "B");
    }

    private static long parse(String text, List<Unit> units, String form) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (matcher.matches()) {
            for (Unit unit : units) {
                if (unit.name.equals(matcher.group(2))) {
                    try {
                        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit.factor);
                    } catch (ArithmeticException tooLarge) {
                        break;
                    }
                }
            }
        }
        throw new IllegalArgumentException(form);
    }

    private static String write(long value, List<Unit> units, String zeroUnit) {
        if (value == 0) {
            return "0" + zeroUnit;
        }
        for (Unit unit : units) {
            if (value % unit.factor == 0) {
                return value / unit.factor + unit.name;
            }
        }
        throw new AssertionError("the smallest unit divides everything");
    }
}
