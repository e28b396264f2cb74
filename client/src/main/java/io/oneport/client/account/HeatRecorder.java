package io.oneport.client.account;

import io.oneport.client.result.Heat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Keeps how latencies were spread over time: columns of time, bands of latency. Bounded; for one thread. */
public final class HeatRecorder {
    private static final int MOST_COLUMNS = 240;
    /** Three for each power of ten, from 1 µs to 100 s. */
    private static final List<Long> BOUNDS = bounds();

    private final List<Double> at = new ArrayList<>();
    private final List<Map<String, long[]>> columns = new ArrayList<>();
    private int perColumn = 1;
    private int inLast;

    private static List<Long> bounds() {
        List<Long> bounds = new ArrayList<>();
        for (long decade = 1_000; decade <= 100_000_000_000L; decade *= 10) {
            for (long step : new long[] {1, 2, 5}) {
                bounds.add(decade * step);
            }
        }
        return List.copyOf(bounds);
    }

    public void add(Progress progress) {
        if (inLast == 0 || inLast == perColumn) {
            if (columns.size() == MOST_COLUMNS) {
                halve();
            }
            if (inLast == 0 || inLast == perColumn) {
                columns.add(new LinkedHashMap<>());
                at.add(0.0);
                inLast = 0;
            }
        }
        inLast++;
        at.set(at.size() - 1, progress.atNanos() / 1e9);
        Map<String, long[]> column = columns.get(columns.size() - 1);
        progress.completed()
                .forEach((metric, histogram) ->
                        add(column.computeIfAbsent(metric.text(), first -> new long[BOUNDS.size() + 1]), histogram));
    }

    private static void add(long[] bands, Histogram histogram) {
        long below = 0;
        for (int band = 0; band < BOUNDS.size(); band++) {
            long upTo = histogram.getCountBetweenValues(0, BOUNDS.get(band));
            bands[band] += upTo - below;
            below = upTo;
        }
        bands[BOUNDS.size()] += histogram.getTotalCount() - below;
    }

    private void halve() {
        for (int i = 0; i < MOST_COLUMNS / 2; i++) {
            Map<String, long[]> one = columns.get(2 * i);
            columns.get(2 * i + 1).forEach((metric, bands) -> one.merge(metric, bands, HeatRecorder::sum));
            columns.set(i, one);
            at.set(i, at.get(2 * i + 1));
        }
        columns.subList(MOST_COLUMNS / 2, MOST_COLUMNS).clear();
        at.subList(MOST_COLUMNS / 2, MOST_COLUMNS).clear();
        perColumn *= 2;
        inLast = perColumn;
    }

    private static long[] sum(long[] one, long[] other) {
        for (int band = 0; band < one.length; band++) {
            one[band] += other[band];
        }
        return one;
    }

    public Heat heat() {
        Map<String, List<List<Long>>> metrics = new LinkedHashMap<>();
        columns.forEach(column -> column.keySet().forEach(metric -> metrics.putIfAbsent(metric, new ArrayList<>())));
        metrics.forEach((metric, bands) -> columns.forEach(column -> bands.add(trimmed(column.get(metric)))));
        return new Heat(BOUNDS, List.copyOf(at), metrics);
    }

    private static List<Long> trimmed(long @Nullable [] bands) {
        if (bands == null) {
            return List.of();
        }
        List<Long> counts = new ArrayList<>();
        int length = bands.length;
        while (length > 0 && bands[length - 1] == 0) {
            length--;
        }
        for (int band = 0; band < length; band++) {
            counts.add(bands[band]);
        }
        return counts;
    }
}
