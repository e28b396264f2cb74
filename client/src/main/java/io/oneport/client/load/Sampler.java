package io.oneport.client.load;

import io.oneport.client.result.Series;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** Asks the workers how it goes, and keeps the answers as a series. For the thread that runs the run. */
final class Sampler {
    private final LoadPlan plan;
    private final List<Worker> workers;
    private final Clock clock;
    private final LoopCpu cpu;
    private final SeriesRecorder series = new SeriesRecorder(1);
    private long lastNanos;
    private long lastToldNanos;
    private long errors;
    private long open;
    private long peakOpen;
    private long filesPeak;
    private int settled;
    private long measureFrom = Long.MAX_VALUE;
    private double cpuSum;
    private int cpuSamples;
    private long gcBeforeMillis;

    Sampler(LoadPlan plan, List<Worker> workers, Clock clock) {
        this.plan = plan;
        this.workers = workers;
        this.clock = clock;
        this.cpu = new LoopCpu(workers.stream()
                .map(worker -> worker.loop.ask(() -> Thread.currentThread().getId()))
                .mapToLong(CompletableFuture::join)
                .toArray());
    }

    /** Looks only at how many sockets there are. */
    void look() {
        settled = 0;
        open = 0;
        for (CompletableFuture<int[]> asked : workers.stream()
                .map(worker -> worker.loop.ask(() -> new int[] {worker.settled, (int) worker.measures.sockets.open}))
                .toList()) {
            int[] counts = asked.join();
            settled += counts[0];
            open += counts[1];
        }
        peakOpen = Math.max(peakOpen, open);
        lastNanos = clock.now();
    }

    private record Taken(Map<Metric, Histogram> completed, Histogram sendLag, long errors) {}

    /** Takes what has come since the last time. */
    Progress take(Progress.Phase phase, long endNanos) {
        Map<Metric, Histogram> completed = new EnumMap<>(Metric.class);
        Histogram sendLag = Meter.histogram();
        long all = 0;
        for (CompletableFuture<Taken> asked : workers.stream()
                .map(worker -> worker.loop.ask(() -> taken(worker)))
                .toList()) {
            Taken taken = asked.join();
            taken.completed.forEach((metric, histogram) -> completed.merge(metric, histogram, (sum, more) -> {
                sum.add(more);
                return sum;
            }));
            sendLag.add(taken.sendLag);
            all += taken.errors;
        }
        look();
        long now = clock.now();
        double used = cpu.busiest();
        if (phase == Progress.Phase.MEASURE) {
            cpuSum += used;
            cpuSamples++;
        }
        filesPeak = Math.max(filesPeak, Capacity.filesUsed());
        Progress progress = new Progress(
                phase,
                now,
                now - lastToldNanos,
                endNanos < 0 ? -1 : Math.max(0, endNanos - now),
                completed,
                sendLag,
                open,
                plan.fleet().sockets(),
                all,
                all - errors,
                used);
        errors = all;
        lastToldNanos = now;
        series.add(progress);
        return progress;
    }

    private static Taken taken(Worker worker) {
        Map<Metric, Histogram> completed = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            if (worker.measures.has(metric)) {
                Histogram interval = worker.measures.meter(metric).takeInterval();
                if (interval.getTotalCount() > 0) {
                    completed.put(metric, interval);
                }
            }
        }
        Histogram sendLag = worker.measures.intervalSendLag.copy();
        worker.measures.intervalSendLag.reset();
        return new Taken(completed, sendLag, worker.measures.errors);
    }

    /** From now on, garbage collection counts. */
    void measureFrom(long nanos) {
        measureFrom = nanos;
        gcBeforeMillis = gcMillis();
    }

    private static long gcMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** Time in garbage collection since the first message. */
    long gcNanos() {
        return measureFrom == Long.MAX_VALUE ? 0 : (gcMillis() - gcBeforeMillis) * 1_000_000;
    }

    /** What went wrong first, if anything did. */
    Optional<String> firstFailure() {
        return workers.stream()
                .map(worker -> worker.loop.ask(() -> worker.measures.failures().keySet().stream()
                        .map(Measures.FailureKey::what)
                        .findFirst()))
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Mean of the busiest thread's share over the seconds of measuring. */
    double cpu() {
        return cpuSamples == 0 ? 0 : cpuSum / cpuSamples;
    }

    long lastNanos() {
        return lastNanos;
    }

    long lastToldNanos() {
        return lastToldNanos;
    }

    long open() {
        return open;
    }

    long peakOpen() {
        return peakOpen;
    }

    long filesPeak() {
        return filesPeak;
    }

    int settled() {
        return settled;
    }

    Series series() {
        return series.series();
    }
}
