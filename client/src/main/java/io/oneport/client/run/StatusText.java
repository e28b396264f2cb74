package io.oneport.client.run;

import io.oneport.client.account.Progress;
import io.oneport.client.cli.Rates;
import io.oneport.client.plan.Metric;
import io.oneport.client.report.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How a run goes, in words. Stateless. */
final class StatusText {
    private static final int BAR = 24;

    private StatusText() {}

    /** In one line, for pipes and logs. */
    static String line(Progress progress) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT,
                "%6.1fs  %-8s %s",
                progress.atNanos() / 1e9,
                progress.phase().text(),
                sockets(progress)));
        for (Map.Entry<Metric, Histogram> entry : progress.completed().entrySet()) {
            Histogram times = entry.getValue();
            line.append("  ")
                    .append(entry.getKey().text())
                    .append(' ')
                    .append(rate(times, progress))
                    .append(" p50 ")
                    .append(Figures.time(times.getValueAtPercentile(50)))
                    .append(" p99 ")
                    .append(Figures.time(times.getValueAtPercentile(99)));
        }
        line.append("  errors ").append(progress.errors());
        if (progress.ports().areShort()) {
            line.append("  ").append(ports(progress.ports()));
        }
        if (progress.leftNanos() >= 0) {
            line.append(String.format(Locale.ROOT, "  %.0fs left", progress.leftNanos() / 1e9));
        }
        return line.toString();
    }

    /** In several lines, for a terminal. */
    static List<String> block(String title, Progress progress) {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.add(String.format(
                Locale.ROOT,
                "%-8s %s  %s",
                progress.phase().text(),
                bar(progress),
                progress.leftNanos() < 0
                        ? String.format(Locale.ROOT, "%.0f s", progress.atNanos() / 1e9)
                        : String.format(
                                Locale.ROOT,
                                "%.0f s, %.0f s left",
                                progress.atNanos() / 1e9,
                                progress.leftNanos() / 1e9)));
        lines.add(String.format(
                Locale.ROOT,
                "%s   errors %,d (%,d now)",
                sockets(progress),
                progress.errors(),
                progress.intervalErrors()));
        lines.add(String.format(Locale.ROOT, "%-12s %10s %10s %10s %10s", "", "rate", "p50", "p99", "max"));
        progress.completed()
                .forEach((metric, times) -> lines.add(String.format(
                        Locale.ROOT,
                        "%-12s %10s %10s %10s %10s",
                        metric.text(),
                        rate(times, progress),
                        Figures.time(times.getValueAtPercentile(50)),
                        Figures.time(times.getValueAtPercentile(99)),
                        Figures.time(times.getMaxValue()))));
        lines.add(String.format(
                Locale.ROOT,
                "this client: send lag p99 %s, busiest thread %.0f %% of a core",
                Figures.time(progress.sendLag().getValueAtPercentile(99)),
                progress.cpu() * 100));
        if (progress.ports().areShort()) {
            lines.add(ports(progress.ports()));
        }
        return lines;
    }

    /** Those that are held, and those that come and go. */
    private static String sockets(Progress progress) {
        Progress.Sessions sessions = progress.sessions();
        long held = progress.openSockets() - (sessions == null ? 0 : sessions.open());
        String sockets = String.format(Locale.ROOT, "sockets %,d of %,d", held, progress.plannedSockets());
        if (sessions == null) {
            return sockets;
        }
        String text = String.format(
                Locale.ROOT,
                "sessions %s begun, %,d open of at most %,d",
                Rates.text(sessions.begun() * 1e9 / Math.max(1, progress.intervalNanos())),
                sessions.open(),
                sessions.most());
        return progress.plannedSockets() == 0 ? text : sockets + "  " + text;
    }

    private static String ports(Progress.Ports ports) {
        return String.format(
                Locale.ROOT,
                "FEW PORTS LEFT: %,d of %,d in use or in TIME_WAIT (--source-ip adds more)",
                ports.used(),
                ports.available());
    }

    private static String rate(Histogram times, Progress progress) {
        return Rates.text(times.getTotalCount() * 1e9 / Math.max(1, progress.intervalNanos()));
    }

    private static String bar(Progress progress) {
        double all = progress.atNanos() + Math.max(0, progress.leftNanos());
        int done = progress.leftNanos() < 0 ? 0 : (int) Math.round(BAR * progress.atNanos() / all);
        return "█".repeat(done) + "░".repeat(BAR - done);
    }
}
