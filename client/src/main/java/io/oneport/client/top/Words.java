package io.oneport.client.top;

import java.util.Locale;

/** Numbers as the screen has them: short, and in columns. */
final class Words {
    private Words() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A rate: with a decimal while it is small. */
    static String rate(double value) {
        return value > 0 && value < 9.95 ? String.format(Locale.ROOT, "%.1f", value) : count(Math.round(value));
    }

    static String bytes(double value) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double left = value;
        int unit = 0;
        while (left >= 1024 && unit < units.length - 1) {
            left /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && left < 9.95 ? "%.1f %s" : "%.0f %s", left, units[unit]);
    }

    static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    /** A duration of seconds and more. */
    static String duration(long millis) {
        long seconds = Math.max(0, millis / 1000);
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3600 + " h " + seconds / 60 % 60 + " min"
                : seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
    }

    /** An upper bound, in milliseconds. */
    static String atMost(double millis) {
        if (millis == 0) {
            return "–";
        }
        if (Double.isInfinite(millis)) {
            return "longer";
        }
        String number = millis == Math.rint(millis) ? String.valueOf((long) millis) : String.valueOf(millis);
        return "≤ " + number + " ms";
    }

    /** A text of others, in so many columns at most, without what would steer the terminal. */
    static String of(String text, int columns) {
        String harmless = text.replaceAll("\\p{Cntrl}", "?");
        return harmless.length() <= columns ? harmless : harmless.substring(0, columns - 1) + "…";
    }
}
