package io.oneport.client.report;

import io.oneport.client.result.Series;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code series.csv}: a run over time, for spreadsheets (RFC 4180). Stateless. */
public final class Csv {
    private static final String HEAD = "at_seconds,phase,open_sockets,errors,send_lag_p99_ms,cpu";

    private Csv() {}

    /**
     * Writes one row for each sample.
     *
     * @param metrics in the order of their columns; what a sample has none of is empty
     */
    public static String of(Series series, List<String> metrics) {
        StringBuilder csv = new StringBuilder(HEAD);
        for (String metric : metrics) {
            for (String column : List.of("count", "p50_ms", "p99_ms", "max_ms")) {
                csv.append(',').append(cell(metric + "." + column));
            }
        }
        csv.append("\r\n");
        for (Series.Sample sample : series.samples()) {
            csv.append(String.format(Locale.ROOT, "%.3f", sample.atSeconds()))
                    .append(',')
                    .append(cell(sample.phase()))
                    .append(',')
                    .append(sample.openSockets())
                    .append(',')
                    .append(sample.errors())
                    .append(',')
                    .append(millis(sample.sendLagNanos()))
                    .append(',')
                    .append(Double.isFinite(sample.cpu()) ? String.format(Locale.ROOT, "%.3f", sample.cpu()) : "");
            metrics.forEach(metric -> csv.append(point(sample.points().get(metric))));
            csv.append("\r\n");
        }
        return csv.toString();
    }

    private static String point(Series.@Nullable Point point) {
        if (point == null) {
            return ",,,,";
        }
        return "," + point.count() + "," + millis(point.p50Nanos()) + "," + millis(point.p99Nanos()) + ","
                + millis(point.maxNanos());
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e6);
    }

    private static String cell(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
