package io.oneport.client.report;

import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import io.oneport.client.result.Series;
import io.oneport.client.result.Storm;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What the page's plots show, in the form that its script reads. Times are nanoseconds; {@code null} is a gap.
 *
 * @param time an empty list if there is no series
 */
record PlotData(
        List<Spectrum> spectra,
        OverTime time,
        List<PlottedRecovery> storm,
        List<Search.Trial> trials,
        double bestRate) {
    private static final int POINTS_PER_DECADE = 20;

    /**
     * Latency by percentile.
     *
     * @param odds the percentile p as 1 / (1 - p): 1 is 0 %, 10 is 90 %, 100 is 99 %
     */
    record Spectrum(
            String metric, List<Double> odds, List<Long> corrected, List<Long> uncorrected, List<Long> pessimistic) {}

    /** The run over time, a value for each sample. */
    record OverTime(
            List<Double> at,
            List<PlottedPhase> phases,
            List<PlottedMetric> metrics,
            List<Long> sockets,
            List<Long> errors,
            List<Long> sendLag,
            List<Double> cpu) {}

    record PlottedPhase(String name, double from, double to) {}

    record PlottedMetric(String metric, List<Double> rate, List<Long> p50, List<Long> p99, List<Long> max) {}

    /** How many of the sockets that were cut were back, in percent, and when. */
    record PlottedRecovery(String name, List<Long> after, List<Double> percent) {}

    static PlotData of(RunResult result) {
        Search search = result.search();
        return new PlotData(
                result.latencies().stream()
                        .filter(latency -> !Figures.empty(latency.corrected()))
                        .map(PlotData::spectrum)
                        .toList(),
                overTime(result),
                result.storm() == null ? List.of() : recoveries(result.storm()),
                search == null ? List.of() : search.trials(),
                search == null ? 0 : search.bestRate());
    }

    private static Spectrum spectrum(Latency latency) {
        Histogram widest = latency.pessimistic() == null ? latency.corrected() : latency.pessimistic();
        List<Double> odds = new ArrayList<>();
        double last = Math.max(10, widest.getTotalCount());
        for (int i = 0; Math.pow(10, (double) i / POINTS_PER_DECADE) < last; i++) {
            odds.add(Math.pow(10, (double) i / POINTS_PER_DECADE));
        }
        odds.add(last);
        return new Spectrum(
                latency.metric(),
                odds,
                line(latency.corrected(), odds),
                line(latency.uncorrected(), odds),
                line(latency.pessimistic(), odds));
    }

    private static List<Long> line(Histogram times, List<Double> odds) {
        if (Figures.empty(times)) {
            return null;
        }
        return odds.stream()
                .map(odd -> times.getValueAtPercentile(100 - 100 / odd))
                .toList();
    }

    private static OverTime overTime(RunResult result) {
        List<Series.Sample> samples = result.series().samples();
        return new OverTime(
                samples.stream().map(Series.Sample::atSeconds).toList(),
                phases(samples),
                result.latencies().stream()
                        .map(latency -> metric(latency.metric(), samples))
                        .filter(metric -> metric.rate.stream().anyMatch(rate -> rate > 0))
                        .toList(),
                samples.stream().map(Series.Sample::openSockets).toList(),
                samples.stream().map(Series.Sample::errors).toList(),
                samples.stream().map(Series.Sample::sendLagNanos).toList(),
                samples.stream().map(Series.Sample::cpu).toList());
    }

    private static List<PlottedPhase> phases(List<Series.Sample> samples) {
        List<PlottedPhase> phases = new ArrayList<>();
        double from = 0;
        for (int i = 0; i < samples.size(); i++) {
            Series.Sample sample = samples.get(i);
            boolean last =
                    i + 1 == samples.size() || !samples.get(i + 1).phase().equals(sample.phase());
            if (last) {
                phases.add(new PlottedPhase(sample.phase(), from, sample.atSeconds()));
                from = sample.atSeconds();
            }
        }
        return phases;
    }

    private static PlottedMetric metric(String name, List<Series.Sample> samples) {
        PlottedMetric metric =
                new PlottedMetric(name, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        double from = 0;
        for (Series.Sample sample : samples) {
            Series.Point point = sample.points().get(name);
            double seconds = sample.atSeconds() - from;
            metric.rate.add(point == null || seconds <= 0 ? 0 : point.count() / seconds);
            metric.p50.add(point == null ? null : (Long) point.p50Nanos());
            metric.p99.add(point == null ? null : (Long) point.p99Nanos());
            metric.max.add(point == null ? null : (Long) point.maxNanos());
            from = sample.atSeconds();
        }
        return metric;
    }

    private static List<PlottedRecovery> recoveries(Storm storm) {
        List<PlottedRecovery> recoveries = new ArrayList<>();
        for (Storm.Round round : storm.rounds()) {
            List<Long> after = round.recoveredAfterNanos();
            List<Double> percent = new ArrayList<>();
            for (int i = 0; i < after.size(); i++) {
                percent.add(100.0 * (i + 1) / after.size() * round.recovered() / round.cut());
            }
            String name = "cut " + (recoveries.size() + 1) + ", " + round.how();
            recoveries.add(new PlottedRecovery(name, after, percent));
        }
        return recoveries;
    }
}
