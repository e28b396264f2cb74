package io.oneport.client.report;

import io.oneport.client.result.Isolation;
import io.oneport.client.result.Isolation.Window;
import io.oneport.client.result.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The isolation experiment as SVG. One row for each comparison: its interval against the margin, and a dot for each
 * pair of windows. Beneath, each pair as a line from calm to storm. Stateless.
 */
final class IsolationPlot {
    private static final int WIDTH = 900;
    private static final int LEFT = 90;
    private static final int RIGHT = 860;
    private static final int TOP = 34;
    private static final int ROW = 46;
    private static final int PANEL_WIDTH = 210;
    private static final int PANEL_HEIGHT = 190;
    /** Pairs that are further out than so many times all else are drawn at the edge, lest they flatten the rest. */
    private static final int MAX_STRETCH = 3;

    private record PlottedPair(long calm, long storm) {
        long shift() {
            return storm - calm;
        }
    }

    private IsolationPlot() {}

    static String of(Isolation isolation) {
        if (isolation.comparisons().isEmpty()) {
            return "";
        }
        String panels = isolation.comparisons().stream()
                .map(one -> panel(one, pairs(isolation, one)))
                .collect(Collectors.joining());
        return "<figure><h3>How much later answers came in storms: shift, 95% interval, margin</h3>\n"
                + shifts(isolation)
                + "<figcaption>Thick bar: 95% interval of the shift, the dot in it the estimate. Small dots: each pair of"
                + " windows. Dashed line: the margin, which the bar must stay left of. Shaded: what differs between calm"
                + " windows, too.</figcaption></figure>\n"
                + "<figure><h3>Each pair of windows: from calm to storm</h3>\n<div class=\"panels\">" + panels
                + "</div>\n<figcaption>Level lines: a storm makes no difference. Lines that all rise: it does."
                + "</figcaption></figure>\n";
    }

    private static List<PlottedPair> pairs(Isolation isolation, Isolation.Comparison comparison) {
        TreeMap<Integer, Long> calm = values(isolation, comparison, "calm");
        TreeMap<Integer, Long> storm = values(isolation, comparison, "storm");
        List<PlottedPair> pairs = new ArrayList<>();
        calm.forEach((pair, value) -> {
            if (storm.containsKey(pair)) {
                pairs.add(new PlottedPair(value, storm.get(pair)));
            }
        });
        return pairs;
    }

    private static TreeMap<Integer, Long> values(Isolation isolation, Isolation.Comparison comparison, String kind) {
        TreeMap<Integer, Long> values = new TreeMap<>();
        for (Window window : isolation.windows()) {
            Series.Point point = window.probes().get(comparison.probe());
            if (window.kind().equals(kind) && point != null) {
                values.put(window.pair(), value(point, comparison.quantile()));
            }
        }
        return values;
    }

    private static long value(Series.Point point, String quantile) {
        return switch (quantile) {
            case "p50" -> point.p50Nanos();
            case "p99" -> point.p99Nanos();
            default -> point.maxNanos();
        };
    }

    /** A linear scale of nanoseconds, with room at both ends; what has no value lies at the right one. */
    private record Scale(double from, double to) {
        double x(double nanos) {
            if (Double.isNaN(nanos)) {
                return RIGHT;
            }
            double x = LEFT + (nanos - from) / (to - from) * (RIGHT - LEFT);
            return Math.max(LEFT, Math.min(RIGHT, x));
        }
    }

    private static Scale scale(Isolation isolation) {
        double[] fixed = isolation.comparisons().stream()
                .flatMapToDouble(one -> DoubleStream.of(one.lowNanos(), one.highNanos(), one.noiseNanos()))
                .filter(Double::isFinite)
                .toArray();
        double widest = Math.max(
                isolation.marginNanos(),
                DoubleStream.of(fixed).map(Math::abs).max().orElse(1));
        DoubleStream shifts = isolation.comparisons().stream()
                .flatMap(one -> pairs(isolation, one).stream())
                .mapToDouble(PlottedPair::shift);
        double[] all = DoubleStream.concat(
                        DoubleStream.concat(DoubleStream.of(fixed), shifts),
                        DoubleStream.of(0, isolation.marginNanos()))
                .map(nanos -> Math.max(-MAX_STRETCH * widest, Math.min(MAX_STRETCH * widest, nanos)))
                .sorted()
                .toArray();
        double room = Math.max(1, all[all.length - 1] - all[0]) * 0.06;
        return new Scale(all[0] - room, all[all.length - 1] + room);
    }

    private static String shifts(Isolation isolation) {
        Scale scale = scale(isolation);
        int bottom = TOP + ROW * isolation.comparisons().size();
        StringBuilder svg = new StringBuilder(svg(WIDTH, bottom + 30, "shift of each probe against the margin"));
        for (double tick : ticks(scale)) {
            svg.append(line("grid", scale.x(tick), TOP, scale.x(tick), bottom));
            svg.append(text("middle", scale.x(tick), bottom + 18, Figures.shift(tick)));
        }
        svg.append(line("zero", scale.x(0), TOP, scale.x(0), bottom));
        double margin = scale.x(isolation.marginNanos());
        svg.append(line("margin", margin, TOP - 8, margin, bottom));
        svg.append(text("middle", margin, TOP - 14, "margin " + Figures.time(isolation.marginNanos())));
        int y = TOP + ROW / 2;
        for (Isolation.Comparison one : isolation.comparisons()) {
            svg.append(row(scale, y, one, pairs(isolation, one)));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String row(Scale scale, int y, Isolation.Comparison one, List<PlottedPair> pairs) {
        StringBuilder svg = new StringBuilder();
        double noise = scale.x(one.noiseNanos());
        svg.append(format(
                "<rect class=\"noise\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"28\"/>",
                scale.x(0), y - 14, Math.max(0, noise - scale.x(0))));
        for (PlottedPair pair : pairs) {
            svg.append(format("<circle class=\"pair\" cx=\"%.1f\" cy=\"%d\" r=\"3\"/>", scale.x(pair.shift()), y + 10));
        }
        String outcome = one.outcome().name().toLowerCase(Locale.ROOT);
        svg.append(line("interval " + outcome, scale.x(one.lowNanos()), y, scale.x(one.highNanos()), y));
        svg.append(format(
                "<circle class=\"estimate\" cx=\"%.1f\" cy=\"%d\" r=\"5\"><title>%s</title></circle>",
                scale.x(one.shiftNanos()), y, Html.escape(one.sentence())));
        return svg.append(text("end", LEFT - 12, y + 5, one.probe() + " " + one.quantile()))
                .toString();
    }

    /** About six round figures. */
    private static List<Double> ticks(Scale scale) {
        double rough = (scale.to - scale.from) / 6;
        double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = magnitude * (rough / magnitude < 2 ? 2 : rough / magnitude < 5 ? 5 : 10);
        List<Double> ticks = new ArrayList<>();
        for (double tick = Math.ceil(scale.from / step) * step; tick <= scale.to; tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** Calm on the left, storm on the right, time upwards (logarithmic). */
    private static String panel(Isolation.Comparison one, List<PlottedPair> pairs) {
        StringBuilder svg = new StringBuilder(svg(PANEL_WIDTH, PANEL_HEIGHT, one.probe() + " " + one.quantile()));
        svg.append(text("middle", PANEL_WIDTH / 2.0, 16, one.probe() + " " + one.quantile()));
        long least = Math.max(
                1,
                pairs.stream().mapToLong(p -> Math.min(p.calm, p.storm)).min().orElse(1));
        long most = Math.max(
                least,
                pairs.stream().mapToLong(p -> Math.max(p.calm, p.storm)).max().orElse(1));
        // At least a factor of two, lest noise look like a cliff.
        double span = Math.max(Math.log(2), Math.log((double) most / least));
        double middle = (Math.log(least) + Math.log(most)) / 2;
        for (PlottedPair pair : pairs) {
            double calm = panelY(pair.calm, middle, span);
            double storm = panelY(pair.storm, middle, span);
            svg.append(line("slope", 70, calm, 180, storm));
            svg.append(format("<circle class=\"pair\" cx=\"70\" cy=\"%.1f\" r=\"3\"/>", calm));
            svg.append(format("<circle class=\"pair\" cx=\"180\" cy=\"%.1f\" r=\"3\"/>", storm));
        }
        for (double level : new double[] {-0.5, 0, 0.5}) {
            double nanos = Math.exp(middle + level * span);
            svg.append(text("end", 58, panelY(nanos, middle, span) + 4, Figures.time(nanos)));
        }
        svg.append(text("middle", 70, PANEL_HEIGHT - 6, "calm"));
        return svg.append(text("middle", 180, PANEL_HEIGHT - 6, "storm"))
                .append("</svg>\n")
                .toString();
    }

    private static double panelY(double nanos, double middle, double span) {
        return 98 - (Math.log(Math.max(1, nanos)) - middle) / span * 120;
    }

    private static String svg(int width, int height, String label) {
        return format("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", width, height, Html.escape(label));
    }

    private static String line(String cssClass, double x1, double y1, double x2, double y2) {
        return format("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", cssClass, x1, y1, x2, y2);
    }

    private static String text(String anchor, double x, double y, String text) {
        return format("<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", anchor, x, y, Html.escape(text));
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
