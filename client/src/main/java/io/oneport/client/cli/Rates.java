package io.oneport.client.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rates as people write them: a number, maybe with k for 1000 or M for a million, and what it is for each of, such as
 * {@code 10/s}, {@code 1.5k/s} or {@code 90/m}. Stateless: any thread.
 */
public final class Rates {
    public static final String FORM = "a rate with its unit: /s, /m or /h, such as 10/s or 1.5k/s";

    private static final Pattern RATE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)([kM]?)(?:/([smh]))?");

    private Rates() {}

    /**
     * Reads a rate.
     *
     * @return how many a second
     * @throws IllegalArgumentException if the text is anything else; the message is {@link #FORM}
     */
    public static double perSecond(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches() || matcher.group(3) == null) {
            throw new IllegalArgumentException(FORM);
        }
        return value(matcher);
    }

    /** As {@link #perSecond}, but without a unit it is a second. For where each of many rates would repeat it. */
    public static double perSecondOrBare(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(FORM);
        }
        return value(matcher);
    }

    private static double value(Matcher matcher) {
        double number = Double.parseDouble(matcher.group(1));
        double factor = switch (matcher.group(2)) {
            case "k" -> 1e3;
            case "M" -> 1e6;
            default -> 1;
        };
        double seconds = switch (matcher.group(3) == null ? "s" : matcher.group(3)) {
            case "m" -> 60;
            case "h" -> 3600;
            default -> 1;
        };
        return number * factor / seconds;
    }

    /** Writes a rate with three digits that count, such as {@code 1.5k/s}. */
    public static String text(double perSecond) {
        if (perSecond >= 1e6) {
            return trimmed(perSecond / 1e6) + "M/s";
        }
        return perSecond >= 1e4 ? trimmed(perSecond / 1e3) + "k/s" : trimmed(perSecond) + "/s";
    }

    private static String trimmed(double number) {
        String text = String.format(Locale.ROOT, number >= 100 ? "%.0f" : number >= 10 ? "%.1f" : "%.2f", number);
        return text.indexOf('.') < 0 ? text : text.replaceFirst("\\.?0+$", "");
    }
}
