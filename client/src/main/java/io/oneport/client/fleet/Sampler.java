package io.oneport.client.fleet;

import io.oneport.client.account.HeatRecorder;
import io.oneport.client.account.Measures;
import io.oneport.client.account.Meter;
import io.oneport.client.account.OpenSockets;
import io.oneport.client.account.Progress;
import io.oneport.client.account.SeriesRecorder;
import io.oneport.client.judge.LoopCpu;
import io.oneport.client.pace.Clock;
import io.oneport.client.pace.StallWatch;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Metric;
import io.oneport.client.result.Heat;
import io.oneport.client.result.Mark;
import io.oneport.client.result.Series;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Asks the workers for their progress, and keeps the answers as a series. For the thread that runs the run. */
public final class Sampler {
    private static final int MOST_MARKS = 500;

    private final LoadPlan plan;
    private final List<Worker> workers;
    private final Clock clock;
    private final LoopCpu cpu;
    private final long portsAvailable;
    private final int portRestSeconds;
    private final OpenSockets openSockets;
    private final SeriesRecorder series = new SeriesRecorder(1);
    private final HeatRecorder heat = new HeatRecorder();
    private final List<Mark> marks = new ArrayList<>();
    private long gcSeenMillis = gcMillis();
    private long lastNanos;
    private long lastToldNanos;
    private long errors;
    private long open;
    private long answers;
    private long failed;
    private long openSessions;
    private long begunSessions;
    private long begunBefore;
    private LongSupplier portsBeside = () -> 0;
    private Progress.Ports ports;
    private long portsPeak;
    private long filesPeak;
    private int settled;
    private long measureFrom = Long.MAX_VALUE;
    private double cpuSum;
    private int cpuSamples;
    private long gcBeforeMillis;

    /**
     * Makes one.
     *
     * @param server where the sockets go
     */
    Sampler(LoadPlan plan, List<Worker> workers, Clock clock, InetAddress server, OpenSockets openSockets) {
        this.openSockets = openSockets;
        this.plan = plan;
        this.workers = workers;
        this.clock = clock;
        this.portsAvailable = Capacity.portsAvailable(plan.wires().sources());
        this.ports = new Progress.Ports(0, portsAvailable);
        this.portRestSeconds = Capacity.portRestSeconds(server);
        this.cpu = new LoopCpu(workers.stream()
                .map(worker -> worker.ask(() -> Thread.currentThread().getId()))
                .mapToLong(CompletableFuture::join)
                .toArray());
    }

    /** Also counts these ports. */
    void alsoCountPorts(LongSupplier ports) {
        portsBeside = ports;
    }

    private record Looked(
            int settled, long open, long answers, long failed, long openSessions, long begunSessions, long resting) {
        Looked plus(Looked other) {
            return new Looked(
                    settled + other.settled,
                    open + other.open,
                    answers + other.answers,
                    failed + other.failed,
                    openSessions + other.openSessions,
                    begunSessions + other.begunSessions,
                    resting + other.resting);
        }
    }

    /** Looks only at how many sockets there are. */
    void look() {
        Looked all = workers.stream().map(worker -> worker.ask(() -> looked(worker))).toList().stream()
                .map(CompletableFuture::join)
                .reduce(Looked::plus)
                .orElseThrow();
        settled = all.settled;
        open = all.open;
        answers = all.answers;
        failed = all.failed;
        openSessions = all.openSessions;
        begunSessions = all.begunSessions;
        long used = open + plan.hostileSockets() + all.resting + portsBeside.getAsLong();
        ports = new Progress.Ports(used, portsAvailable);
        portsPeak = Math.max(portsPeak, ports.used());
        lastNanos = clock.now();
    }

    private Looked looked(Worker worker) {
        Measures.SocketTally sockets = worker.measures().sockets;
        return new Looked(
                sockets.settled,
                sockets.open,
                sockets.upgraded + sockets.streams + worker.measures().exchange.answers(),
                sockets.failed - sockets.noRoom,
                worker.roster().churn().open,
                worker.roster().churn().begun(),
                worker.loop().restingPorts().count(portRestSeconds, System.nanoTime()));
    }

    private record Taken(Map<Metric, Histogram> completed, Histogram sendLag, long errors) {}

    /** Takes what has come since the last time. */
    Progress take(Progress.RunPhase phase, long endNanos) {
        Map<Metric, Histogram> completed = new TreeMap<>();
        Histogram sendLag = Meter.histogram();
        long all = 0;
        for (CompletableFuture<Taken> asked :
                workers.stream().map(worker -> worker.ask(() -> taken(worker))).toList()) {
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
        if (phase == Progress.RunPhase.MEASURE) {
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
                plan.held(),
                sessions(),
                all,
                all - errors,
                used,
                ports);
        errors = all;
        lastToldNanos = now;
        series.add(progress);
        heat.add(progress);
        mark(now);
        return progress;
    }

    private Progress.@Nullable Sessions sessions() {
        if (!plan.hasSessions()) {
            return null;
        }
        long begun = begunSessions - begunBefore;
        begunBefore = begunSessions;
        return new Progress.Sessions(openSessions, plan.fleet().webSockets(), begun);
    }

    private static Taken taken(Worker worker) {
        Map<Metric, Histogram> completed = new TreeMap<>();
        for (Metric metric : worker.measures().metrics()) {
            if (worker.measures().has(metric)) {
                Histogram interval = worker.measures().meter(metric).takeInterval();
                if (interval.getTotalCount() > 0) {
                    completed.put(metric, interval);
                }
            }
        }
        Histogram sendLag = worker.measures().intervalSendLag.copy();
        worker.measures().intervalSendLag.reset();
        return new Taken(completed, sendLag, worker.measures().errors);
    }

    /** Notes in what the client itself stood still since the last time. */
    private void mark(long now) {
        long gc = gcMillis();
        addMark(now, "gc", (gc - gcSeenMillis) * 1_000_000);
        gcSeenMillis = gc;
        long longest = 0;
        for (CompletableFuture<Long> asked : workers.stream()
                .map(worker -> worker.ask(() -> worker.stalls().takeLongestNanos()))
                .toList()) {
            longest = Math.max(longest, asked.join());
        }
        addMark(now, "stall", longest > StallWatch.LIMIT_NANOS ? longest : 0);
    }

    private void addMark(long now, String kind, long nanos) {
        if (nanos > 0 && marks.size() < MOST_MARKS) {
            marks.add(new Mark(now / 1e9, kind, nanos));
        }
    }

    Heat heat() {
        return heat.heat();
    }

    List<Mark> marks() {
        return List.copyOf(marks);
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
                .map(worker -> worker.ask(() -> worker.measures().failures().keySet().stream()
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

    public long open() {
        return open;
    }

    long peakOpen() {
        return openSockets.peak();
    }

    /** How often the server has answered as it should: responses, WebSockets and event streams. */
    public long answers() {
        return answers;
    }

    /** How many connections and upgrades have failed, but not for this machine's own lack of room. */
    public long failed() {
        return failed;
    }

    /** Ports that were in use, or rested, at the most. */
    long portsPeak() {
        return portsPeak;
    }

    long portsAvailable() {
        return portsAvailable;
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
