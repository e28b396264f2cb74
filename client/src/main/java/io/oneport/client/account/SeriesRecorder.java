package io.oneport.client.account;

import io.oneport.client.result.Series;
import io.oneport.client.result.Series.Point;
import io.oneport.client.result.Series.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Keeps how a run went over time, in bounded memory: when it grows long, neighbours are merged. For one thread. */
public final class SeriesRecorder {
    private static final int MOST_SAMPLES = 1200;

    private final List<Sample> samples = new ArrayList<>();
    private final int most;
    private double intervalSeconds;
    private int perSample = 1;
    private final List<Sample> waiting = new ArrayList<>();

    public SeriesRecorder(double intervalSeconds) {
        this(intervalSeconds, MOST_SAMPLES);
    }

    SeriesRecorder(double intervalSeconds, int most) {
        this.intervalSeconds = intervalSeconds;
        this.most = most;
    }

    public void add(Progress progress) {
        Map<String, Point> points = new LinkedHashMap<>();
        progress.completed().forEach((metric, histogram) -> points.put(metric.text(), point(histogram)));
        waiting.add(new Sample(
                progress.atNanos() / 1e9,
                progress.phase().text(),
                points,
                progress.openSockets(),
                progress.intervalErrors(),
                progress.sendLag().getValueAtPercentile(99),
                progress.cpu()));
        if (waiting.size() == perSample) {
            takeWaiting();
        }
        if (samples.size() == most) {
            halve();
        }
    }

    private void takeWaiting() {
        if (!waiting.isEmpty()) {
            samples.add(waiting.stream().reduce(SeriesRecorder::merge).orElseThrow());
            waiting.clear();
        }
    }

    private void halve() {
        List<Sample> merged = new ArrayList<>();
        for (int i = 0; i + 1 < samples.size(); i += 2) {
            merged.add(merge(samples.get(i), samples.get(i + 1)));
        }
        samples.clear();
        samples.addAll(merged);
        perSample *= 2;
        intervalSeconds *= 2;
    }

    static Point point(Histogram histogram) {
        return new Point(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getMaxValue());
    }

    private static Sample merge(Sample first, Sample second) {
        Map<String, Point> points = new LinkedHashMap<>(first.points());
        second.points().forEach((metric, point) -> points.merge(metric, point, SeriesRecorder::merge));
        return new Sample(
                second.atSeconds(),
                second.phase(),
                points,
                second.openSockets(),
                first.errors() + second.errors(),
                Math.max(first.sendLagNanos(), second.sendLagNanos()),
                Math.max(first.cpu(), second.cpu()));
    }

    /** The tail keeps the worse one, so that a stall never fades; the middle is the mean, weighted by the counts. */
    private static Point merge(Point first, Point second) {
        long count = first.count() + second.count();
        double middle = (first.p50Nanos() * (double) first.count() + second.p50Nanos() * (double) second.count())
                / Math.max(1, count);
        return new Point(
                count,
                (long) middle,
                Math.max(first.p99Nanos(), second.p99Nanos()),
                Math.max(first.maxNanos(), second.maxNanos()));
    }

    public Series series() {
        takeWaiting();
        return new Series(intervalSeconds, List.copyOf(samples));
    }
}
