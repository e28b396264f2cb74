package io.oneport.client.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.plan.Metric;
import io.oneport.client.result.Heat;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HeatRecorderTest {
    private static Progress progress(int second, long... nanos) {
        Histogram times = Meter.histogram();
        for (long one : nanos) {
            times.recordValue(one);
        }
        return new Progress(
                Progress.RunPhase.MEASURE,
                second * 1_000_000_000L,
                1_000_000_000L,
                -1,
                Map.of(Metric.HTTP, times),
                Meter.histogram(),
                0,
                0,
                null,
                0,
                0,
                0,
                new Progress.Ports(0, 1));
    }

    @Test
    void eachLatencyIsInItsBand() {
        HeatRecorder recorder = new HeatRecorder();
        recorder.add(progress(1, 900, 1_500, 1_600, 3_000_000_000_000L));
        Heat heat = recorder.heat();
        List<Long> column = heat.metrics().get("http").get(0);
        assertEquals(heat.boundsNanos().size() + 1, column.size());
        assertEquals(1, column.get(0));
        assertEquals(2, column.get(1));
        assertEquals(1, column.get(column.size() - 1));
    }

    @Test
    void aLongRunStaysWithinBounds() {
        HeatRecorder recorder = new HeatRecorder();
        for (int second = 1; second <= 5_000; second++) {
            recorder.add(progress(second, 1_500));
        }
        Heat heat = recorder.heat();
        assertTrue(heat.atSeconds().size() <= 240);
        assertEquals(5_000.0, heat.atSeconds().get(heat.atSeconds().size() - 1));
        assertEquals(
                5_000,
                heat.metrics().get("http").stream()
                        .flatMap(List::stream)
                        .mapToLong(Long::longValue)
                        .sum());
    }
}
