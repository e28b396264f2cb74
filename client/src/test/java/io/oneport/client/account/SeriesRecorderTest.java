package io.oneport.client.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.plan.Metric;
import io.oneport.client.result.Series;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class SeriesRecorderTest {
    private static Progress second(long at, long count, long nanos, long errors) {
        Histogram histogram = Meter.histogram();
        histogram.recordValueWithCount(nanos, count);
        long atNanos = at * 1_000_000_000;
        return new Progress(
                Progress.RunPhase.MEASURE,
                atNanos,
                1_000_000_000,
                -1,
                Map.of(Metric.ECHO, histogram),
                Meter.histogram(),
                5,
                5,
                null,
                errors,
                errors,
                0.5,
                new Progress.Ports(5, 100));
    }

    @Test
    void keepsEachSecond() {
        SeriesRecorder recorder = new SeriesRecorder(1, 100);
        recorder.add(second(1, 10, 1000, 0));
        recorder.add(second(2, 20, 2000, 1));
        Series series = recorder.series();
        assertEquals(1, series.intervalSeconds());
        assertEquals(2, series.samples().size());
        assertEquals(2, series.samples().get(1).atSeconds());
        assertEquals(20, series.samples().get(1).points().get("ws.echo").count());
        assertEquals(1, series.samples().get(1).errors());
    }

    @Test
    void staysBoundedAndLosesNeitherCountsNorTheWorst() {
        SeriesRecorder recorder = new SeriesRecorder(1, 10);
        for (int i = 1; i <= 1001; i++) {
            recorder.add(second(i, 10, i == 500 ? 1_000_000 : 1000, 1));
        }
        Series series = recorder.series();
        assertTrue(series.samples().size() <= 10, series.samples().size() + " samples");
        assertTrue(series.intervalSeconds() >= 100, series.intervalSeconds() + " s");
        assertEquals(
                10_010,
                series.samples().stream()
                        .mapToLong(sample -> sample.points().get("ws.echo").count())
                        .sum());
        assertEquals(
                1001, series.samples().stream().mapToLong(Series.Sample::errors).sum());
        assertEquals(
                1_000_000,
                series.samples().stream()
                        .mapToLong(sample -> sample.points().get("ws.echo").maxNanos())
                        .max()
                        .orElse(0),
                1000.0);
    }

    @Test
    void merelyMergedSecondsKeepTheirEnd() {
        SeriesRecorder recorder = new SeriesRecorder(1, 4);
        for (int i = 1; i <= 4; i++) {
            recorder.add(second(i, i, 1000L * i, 0));
        }
        Series series = recorder.series();
        assertEquals(2, series.intervalSeconds());
        Series.Point merged = series.samples().get(0).points().get("ws.echo");
        assertEquals(2, series.samples().get(0).atSeconds());
        assertEquals(3, merged.count());
        // The middle is weighted: (1 * 1000 + 2 * 2000) / 3.
        assertEquals(1667, merged.p50Nanos(), 5.0);
    }
}
