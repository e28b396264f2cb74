package io.oneport.client.report;

import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Figures as people read them: three digits, a unit, thousands apart; never {@code NaN}. Stateless. */
public final class Figures {
    /** Stands for a figure that does not exist. */
    static final String NONE = "–";

    private Figures() {}

    /** A length of time, such as {@code 850ns}, {@code 12.3µs}, {@code 1.40ms} or {@code 2.01s}. */
    public static String time(double nanos) {
        if (!Double.isFinite(nanos)) {
            return NONE;
        }
        double size = Math.abs(nanos);
        if (size == 0) {
            return "0";
        }
        if (size < 999.5) {
            return String.format(Locale.ROOT, "%.0fns", nanos);
        }
        if (size < 999.5e3) {
            return digits(nanos / 1e3) + "µs";
        }
        return size < 999.5e6 ? digits(nanos / 1e6) + "ms" : digits(nanos / 1e9) + "s";
    }

    /** As {@link #time}; {@code null} is {@link #NONE}. */
    public static String time(@Nullable Long nanos) {
        return nanos == null ? NONE : time(nanos.doubleValue());
    }

    /** A difference of times, with its sign. */
    static String shift(double nanos) {
        return (nanos > 0 ? "+" : "") + time(nanos);
    }

    /** A length of time, or a moment, in seconds. */
    public static String seconds(double seconds) {
        return Double.isFinite(seconds) ? String.format(Locale.ROOT, "%,.1fs", seconds) : NONE;
    }

    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** So many of something, such as {@code 1 trial} or {@code 1,234 trials}. */
    public static String counted(long count, String thing) {
        return count(count) + " " + thing + (count == 1 ? "" : "s");
    }

    /** As {@link #count}, but three digits and k or M (1000 and its square) from 10,000 on, such as {@code 28.2k}. */
    static String roundCount(long count) {
        if (count < 10_000) {
            return count(count);
        }
        return count < 999_500 ? digits(count / 1e3) + "k" : digits(count / 1e6) + "M";
    }

    public static String rate(double perSecond) {
        return Double.isFinite(perSecond) ? number(perSecond) + "/s" : NONE;
    }

    /** A number without a unit, such as {@code 1,234}, {@code 12.3} or {@code 0.04}. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : digits(value);
    }

    public static String percent(double share) {
        if (!Double.isFinite(share)) {
            return NONE;
        }
        return String.format(Locale.ROOT, share != 0 && Math.abs(share) < 0.1 ? "%.1f%%" : "%.0f%%", share * 100);
    }

    /** The second divided by the first, such as {@code ×1.25}. */
    static String ratio(double first, double second) {
        double ratio = second / first;
        return Double.isFinite(ratio) ? "×" + String.format(Locale.ROOT, ratio < 100 ? "%,.2f" : "%,.0f", ratio) : NONE;
    }

    /** The time at a percentile; {@link #NONE} without a histogram or if it is empty. */
    static String quantile(Histogram histogram, double percentile) {
        return empty(histogram) ? NONE : time((double) histogram.getValueAtPercentile(percentile));
    }

    static String max(Histogram histogram) {
        return empty(histogram) ? NONE : time((double) histogram.getMaxValue());
    }

    static boolean empty(@Nullable Histogram histogram) {
        return histogram == null || histogram.getTotalCount() == 0;
    }

    /** Replaces control characters: what a hostile server sent must not control a terminal or break a line. */
    static String harmless(String text) {
        return text.replaceAll("\\p{Cntrl}", "\uFFFD");
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        String form = size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, form, value);
    }
}
