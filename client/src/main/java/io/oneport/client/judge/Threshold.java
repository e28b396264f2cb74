package io.oneport.client.judge;

import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.protocol.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bound on something that a run measures, such as {@code ws.echo.p99<5ms}, {@code http.rate>1000/s},
 * {@code ws.failed<10}, {@code upgrade.failed<1%} or {@code ws.success>=99.9%}. Immutable: any thread.
 *
 * @param text as it was given
 * @param subject a metric, or a kind of work
 * @param figure what of it, such as {@code p99}, {@code rate} or {@code failed}
 * @param share whether a count is compared as a share of what was scheduled
 * @param bound nanoseconds, a second, a count or per cent, as the figure has it
 */
public record Threshold(String text, String subject, String figure, boolean share, Operator operator, double bound) {
    public static final String FORM =
            "such as ws.echo.p99<5ms, http.rate>1000/s, ws.failed<10, upgrade.failed<1% or ws.success>=99.9%";

    private static final Pattern PARTS = Pattern.compile(
            "([a-z][a-z0-9_.-]*)\\.(p\\d{1,2}(?:\\.\\d{1,4})?|[a-z]+)\\s*(<=|>=|==|<|>)\\s*([0-9.]+)\\s*(\\S*)");
    private static final Set<String> COUNTS = Set.of("done", "failed", "timedout", "unsent", "inflight", "scheduled");
    private static final Set<String> TIMES = Set.of("min", "mean", "max");

    /** How the figure and the bound are compared. */
    public enum Operator {
        LESS("<", (figure, bound) -> figure < bound),
        LESS_OR_EQUAL("<=", (figure, bound) -> figure <= bound),
        EQUAL("==", Double::equals),
        GREATER_OR_EQUAL(">=", (figure, bound) -> figure >= bound),
        GREATER(">", (figure, bound) -> figure > bound);

        private final String text;
        private final BiPredicate<Double, Double> holds;

        Operator(String text, BiPredicate<Double, Double> holds) {
            this.text = text;
            this.holds = holds;
        }

        private static Operator parse(String text) {
            for (Operator operator : values()) {
                if (operator.text.equals(text)) {
                    return operator;
                }
            }
            throw new AssertionError("the pattern knows no other: " + text);
        }
    }

    /**
     * Reads a threshold.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected
     */
    public static Threshold parse(String text) {
        return parse("threshold", text);
    }

    /**
     * As the other one.
     *
     * @param setting what the person calls it
     */
    public static Threshold parse(String setting, String text) {
        Matcher parts = PARTS.matcher(text.strip());
        if (!parts.matches()) {
            throw wrong(setting, text, FORM);
        }
        String figure = parts.group(2);
        double number;
        try {
            number = Double.parseDouble(parts.group(4));
        } catch (NumberFormatException notANumber) {
            throw wrong(setting, text, FORM);
        }
        double factor = factor(setting, figure, parts.group(5), text);
        boolean share = parts.group(5).equals("%");
        if (share && number > 100) {
            throw wrong(setting, text, "at most 100%");
        }
        return new Threshold(
                text.strip(), parts.group(1), figure, share, Operator.parse(parts.group(3)), number * factor);
    }

    private static double factor(String setting, String figure, String unit, String text) {
        if (isTime(figure)) {
            return switch (unit) {
                case "us" -> 1e3;
                case "ms" -> 1e6;
                case "s" -> 1e9;
                default -> throw wrong(setting, text, "a time with its unit: us, ms or s, such as 5ms");
            };
        }
        String expected = figure.equals("rate") ? "/s" : figure.equals("success") ? "%" : "";
        if (!isKnown(figure)) {
            throw wrong(
                    setting,
                    text,
                    "p50 to p99.99, min, mean, max, count, rate, success, done, failed, timedout, unsent");
        }
        if (!unit.equals(expected) && !(COUNTS.contains(figure) && unit.equals("%"))) {
            throw wrong(
                    setting,
                    text,
                    figure.equals("count")
                            ? "a count without a unit"
                            : expected.isEmpty()
                                    ? "a count without a unit, or a share with %"
                                    : "a number with " + expected);
        }
        return 1;
    }

    private static boolean isKnown(String figure) {
        return isTime(figure)
                || COUNTS.contains(figure)
                || figure.equals("count")
                || figure.equals("rate")
                || figure.equals("success");
    }

    private static boolean isTime(String figure) {
        return figure.matches("p\\d.*") || TIMES.contains(figure);
    }

    private static IllegalArgumentException wrong(String setting, String text, String expected) {
        return new IllegalArgumentException(Setting.refusal(setting, text, expected));
    }

    /** Whether it is on what became of work, and not on how long that took. */
    public boolean isOfBooks() {
        return COUNTS.contains(figure) || figure.equals("success");
    }

    /**
     * Refuses a threshold on something that a run won't measure.
     *
     * @param metrics names of what it will
     * @param works names of the kinds of work that it accounts for
     */
    public void requireAmong(List<String> metrics, List<String> works) {
        List<String> known = isOfBooks() ? works : metrics;
        if (!known.contains(subject)) {
            throw wrong("threshold", text, "a figure of what this run measures: " + String.join(", ", known));
        }
    }

    /** Whether it was met. What was to be measured and never came, as no answer did, does not meet it. */
    public ThresholdOutcome judge(List<Latency> latencies, List<Books> books) {
        Optional<Double> actual = isOfBooks()
                ? books.stream()
                        .filter(one -> one.name().equals(subject))
                        .findFirst()
                        .map(this::figureOf)
                : latencies.stream()
                        .filter(one -> one.metric().equals(subject)
                                && (one.corrected().getTotalCount() > 0 || !isTime(figure)))
                        .findFirst()
                        .map(this::figureOf);
        return actual.map(value -> new ThresholdOutcome(text, words(value), operator.holds.test(value, bound)))
                .orElseGet(() -> new ThresholdOutcome(text, "nothing was measured", false));
    }

    private double figureOf(Latency latency) {
        return switch (figure) {
            case "count" -> latency.corrected().getTotalCount();
            case "rate" -> latency.perSecond();
            case "min" -> latency.corrected().getMinValue();
            case "mean" -> latency.corrected().getMean();
            case "max" -> latency.corrected().getMaxValue();
            default -> latency.corrected().getValueAtPercentile(Double.parseDouble(figure.substring(1)));
        };
    }

    private double figureOf(Books books) {
        double count = countOf(books);
        if (!share || figure.equals("success")) {
            return count;
        }
        return books.scheduled() == 0 ? 0 : 100 * count / books.scheduled();
    }

    private double countOf(Books books) {
        return switch (figure) {
            case "done" -> books.done();
            case "failed" -> books.failed();
            case "timedout" -> books.timedOut();
            case "unsent" -> books.unsent();
            case "inflight" -> books.inFlight();
            case "scheduled" -> books.scheduled();
            default -> books.scheduled() == 0 ? 100 : 100.0 * books.done() / books.scheduled();
        };
    }

    private String words(double value) {
        if (isTime(figure)) {
            return String.format(Locale.ROOT, "%.3f ms", value / 1e6);
        }
        if (share) {
            return String.format(Locale.ROOT, "%.4f %%", value);
        }
        return switch (figure) {
            case "rate" -> String.format(Locale.ROOT, "%.1f/s", value);
            default -> String.format(Locale.ROOT, "%.0f", value);
        };
    }
}
