package io.oneport.client.experiment.selftest;

import io.oneport.client.plan.Metric;
import io.oneport.client.report.Figures;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Latency;
import java.io.PrintWriter;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What the runs found.
 *
 * @param bare closed loops without a look at the messages, and {@code checked} those with it
 * @param rate the highest rate that was achieved on time in an open model; 0 if there is none
 * @param sendLag how late messages left at that rate
 * @param stalls how often an event loop of this client stood still at a rate that it kept
 * @param others what kept the machine's cores from this client; empty if nobody tells
 */
record Ceiling(
        List<Findings> bare,
        List<Findings> checked,
        double rate,
        Histogram sendLag,
        long stalls,
        Optional<Others> others) {
    /** The highest rate of several runs; 0 if there is none. */
    static double fastest(List<Findings> runs) {
        return runs.stream().mapToDouble(Ceiling::rate).max().orElse(0);
    }

    /** Tells it in words. */
    void tell(PrintWriter out, int sockets, int threads) {
        out.println();
        out.printf(Locale.ROOT, "closed loop, 1 in flight on each of %s; the range of two runs%n", sockets(sockets));
        out.println("  messages unchecked  " + range(bare, threads));
        out.println("  each one checked    " + range(checked, threads));
        out.println();
        String loops = Figures.counted(threads, "thread");
        if (rate == 0) {
            out.println("With " + loops + " no rate was on time: here and now this client measures its own delays.");
        } else {
            out.println("With " + loops + " this client generates up to about " + Figures.rate(Math.rint(rate))
                    + " here. Send lag then: p50 " + Figures.time(sendLag.getValueAtPercentile(50)) + ", p99 "
                    + Figures.time(sendLag.getValueAtPercentile(99)) + ".");
            out.println("Above that it falls behind, and a server's figures are its own.");
        }
        doubts().ifPresent(doubts -> {
            out.println("THE MACHINE WAS BUSY: " + doubts + ".");
            out.println("The true ceiling is higher: this is a lower bound. Repeat it when nothing else runs.");
        });
    }

    private static String sockets(int count) {
        return Figures.counted(count, "socket");
    }

    /** Why it may be that this client can do more. */
    private Optional<String> doubts() {
        String still = stalls == 0 ? "" : "this client stalled " + (stalls == 1 ? "once" : stalls + " times");
        if (others.filter(Others::busy).isPresent()) {
            return Optional.of(others.get().text() + (still.isEmpty() ? "" : ",\nand " + still));
        }
        return still.isEmpty() ? Optional.empty() : Optional.of(still);
    }

    /** How many messages come in one turn of a loop is chance, and weighs more than a look at each: hence the range. */
    private static String range(List<Findings> runs, int threads) {
        List<Findings> came = runs.stream().filter(run -> rate(run) > 0).toList();
        if (came.isEmpty()) {
            return "none came back";
        }
        DoubleSummaryStatistics rates = came.stream().mapToDouble(Ceiling::rate).summaryStatistics();
        double cpu = came.stream()
                .mapToDouble(run -> run.validity().cpu() * threads / rate(run))
                .min()
                .getAsDouble();
        return String.format(
                Locale.ROOT, "%,.0f to %,.0f/s, %.2f µs of CPU for each", rates.getMin(), rates.getMax(), cpu * 1e6);
    }

    private static double rate(Findings findings) {
        return echoes(findings).map(Latency::perSecond).orElse(0.0);
    }

    /** How long the echoes of a run took; empty if none came. */
    static Optional<Latency> echoes(Findings findings) {
        return findings.latencies().stream()
                .filter(latency -> latency.metric().equals(Metric.ECHO.text()))
                .findFirst();
    }
}
