package io.oneport.client.experiment.selftest;

import io.oneport.client.load.Findings;
import io.oneport.client.load.Metric;
import io.oneport.client.report.Figures;
import io.oneport.client.result.Latency;
import java.io.PrintWriter;
import java.util.Locale;

/** What the runs mean, in words. Stateless. */
final class Ceiling {
    private Ceiling() {}

    /**
     * Tells.
     *
     * @param bare a closed loop without a look at the messages, and {@code checked} one with it
     * @param openRate the highest rate of an open model that was kept; 0 if none was
     */
    static void tell(PrintWriter out, int sockets, int threads, Findings bare, Findings checked, double openRate) {
        out.println();
        out.printf(Locale.ROOT, "closed loop, 1 in flight on each of %,d sockets%n", sockets);
        out.println("  messages as they come  " + closed(bare, threads));
        out.println("  each one looked at     " + closed(checked, threads));
        String loops = threads == 1 ? "1 thread" : threads + " threads";
        out.println(
                openRate == 0
                        ? "This client could keep no rate from " + loops
                                + " here: this machine has no time for it. Do not believe what it measures now."
                        : "This client can drive about " + Figures.number(Math.rint(openRate)) + " messages/s from "
                                + loops + " here. A server measured above that is measured wrong.");
    }

    private static String closed(Findings findings, int threads) {
        double rate = findings.latencies().stream()
                .filter(latency -> latency.metric().equals(Metric.ECHO.text()))
                .mapToDouble(Latency::perSecond)
                .findFirst()
                .orElse(0);
        double cpu = findings.validity().cpu() * threads;
        String each = rate == 0 ? "" : String.format(Locale.ROOT, ", %.2f µs of CPU for each", cpu / rate * 1e6);
        return Figures.rate(Math.rint(rate)) + each;
    }
}
