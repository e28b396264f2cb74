package io.oneport.client.fleet;

import io.oneport.client.account.Content;
import io.oneport.client.account.Measures;
import io.oneport.client.account.Meter;
import io.oneport.client.account.Tally;
import io.oneport.client.judge.ValidityJudge;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.pace.Clock;
import io.oneport.client.pace.Timeline;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.Scenario;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.result.Books;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Host;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.result.Latency;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Validity;
import io.oneport.client.result.WorstSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Adds up what the workers know, once they have finished. For the thread that ran the run. */
final class Account {
    private static final int MOST_WORST_SOCKETS = 10;

    private final LoadPlan plan;
    private final List<Worker> workers;
    private final Sampler sampler;
    private final Timeline timeline;
    private final Clock clock;

    Account(LoadPlan plan, List<Worker> workers, Sampler sampler, Timeline timeline, Clock clock) {
        this.plan = plan;
        this.workers = workers;
        this.sampler = sampler;
        this.timeline = timeline;
        this.clock = clock;
    }

    Findings findings(long startedMillis, String endedEarly, boolean targetGone, List<HostileGroup> hostile) {
        closeSubscriptions();
        Content content = new Content();
        workers.forEach(worker -> content.add(worker.measures.content));
        return new Findings(
                Instant.ofEpochMilli(startedMillis).toString(),
                clock.now() / 1e9,
                endedEarly,
                targetGone,
                host(),
                validity(),
                sockets(),
                latencies(),
                content.integrity(plan.messages().integrity()),
                books(),
                failures(),
                worst(),
                hostile,
                sampler.series());
    }

    /** What subscribers have missed shows only beside what the publishers know. */
    private void closeSubscriptions() {
        long now = clock.now();
        List<PublishSocket> publishers = workers.stream()
                .flatMap(worker -> worker.publishers.stream())
                .sorted(Comparator.comparingInt(publisher -> publisher.number))
                .toList();
        workers.stream()
                .flatMap(worker -> worker.subscribers.stream())
                .forEach(subscriber -> subscriber.close(publishers, now));
    }

    private Host host() {
        return new Host(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                plan.wires().transport().text(),
                workers.size());
    }

    private long measuredNanos() {
        return Math.max(0, Math.min(clock.now(), timeline.measureTo()) - timeline.measureFrom());
    }

    private Validity validity() {
        Histogram sendLag = Meter.histogram();
        long stalls = 0;
        long longest = 0;
        long withoutRoom = 0;
        long opened = 0;
        for (Worker worker : workers) {
            sendLag.add(worker.measures.sendLag);
            stalls += worker.stalls.stalls();
            longest = Math.max(longest, worker.stalls.longestNanos());
            withoutRoom += worker.measures.sockets.noRoom;
            opened += worker.measures.sockets.opened;
        }
        return ValidityJudge.judge(
                sendLag,
                stalls,
                longest,
                sampler.gcNanos(),
                sampler.cpu(),
                measuredNanos(),
                sampler.portsPeak(),
                sampler.portsAvailable(),
                sampler.filesPeak(),
                withoutRoom,
                opened,
                plan.traffic().arrival() == ArrivalModel.CLOSED);
    }

    private SocketCounts sockets() {
        Measures.SocketTally sum = new Measures.SocketTally();
        for (Worker worker : workers) {
            Measures.SocketTally one = worker.measures.sockets;
            sum.opened += one.opened;
            sum.upgraded += one.upgraded;
            sum.deflated += one.deflated;
            sum.streams += one.streams;
            sum.failed += one.failed;
            sum.lost += one.lost;
            sum.reopened += one.reopened;
        }
        return new SocketCounts(
                plan.held()
                        + workers.stream()
                                .mapToLong(worker -> worker.churn.begun())
                                .sum(),
                sum.opened,
                sum.upgraded,
                Math.max(0, sum.opened - sum.upgraded - sum.streams),
                sum.streams,
                sum.failed,
                sum.lost,
                sum.reopened,
                sampler.peakOpen(),
                plan.messages().deflate() ? sum.upgraded : 0,
                sum.deflated);
    }

    private List<Latency> latencies() {
        List<Latency> latencies = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            Histogram corrected = Meter.histogram();
            Histogram uncorrected = Meter.histogram();
            Histogram unended = Meter.histogram();
            for (Worker worker : workers) {
                if (worker.measures.has(metric)) {
                    corrected.add(worker.measures.meter(metric).corrected());
                    uncorrected.add(worker.measures.meter(metric).uncorrected());
                    unended.add(worker.measures.meter(metric).unended());
                }
            }
            if (corrected.getTotalCount() + unended.getTotalCount() > 0) {
                latencies.add(latency(metric, corrected, uncorrected, unended));
            }
        }
        return latencies;
    }

    private Latency latency(Metric metric, Histogram corrected, Histogram uncorrected, Histogram unended) {
        Histogram pessimistic = null;
        if (unended.getTotalCount() > 0) {
            pessimistic = corrected.copy();
            pessimistic.add(unended);
        }
        // Sockets are opened in their own phase, but in a churn; what is due by the plan, while measuring.
        boolean whileMeasuring = metric.isPlanned() || plan.scenario() == Scenario.CHURN;
        double seconds = whileMeasuring ? measuredNanos() / 1e9 : clock.now() / 1e9;
        return new Latency(
                metric.text(),
                metric.about(),
                corrected,
                metric.isPlanned() ? uncorrected : null,
                pessimistic,
                seconds <= 0 ? 0 : corrected.getTotalCount() / seconds);
    }

    private List<Books> books() {
        Map<WorkKind, Tally> sums = new EnumMap<>(WorkKind.class);
        for (Worker worker : workers) {
            for (WorkKind work : WorkKind.values()) {
                sums.computeIfAbsent(work, first -> new Tally()).add(worker.measures.tally(work));
            }
        }
        return sums.entrySet().stream()
                .filter(entry -> entry.getValue().scheduled > 0)
                .map(entry -> entry.getValue().books(entry.getKey().text()))
                .toList();
    }

    private List<FailureGroup> failures() {
        Map<Measures.FailureKey, List<Measures.FailureCount>> all = new LinkedHashMap<>();
        for (Worker worker : workers) {
            worker.measures
                    .failures()
                    .forEach((key, count) ->
                            all.computeIfAbsent(key, first -> new ArrayList<>()).add(count));
        }
        return all.entrySet().stream()
                .map(entry -> {
                    Measures.FailureCount first = entry.getValue().stream()
                            .min(Comparator.comparingLong(count -> count.firstNanos))
                            .orElseThrow();
                    long count = entry.getValue().stream()
                            .mapToLong(one -> one.count)
                            .sum();
                    return new FailureGroup(
                            entry.getKey().what(),
                            entry.getKey().source(),
                            count,
                            first.firstNanos / 1e9,
                            first.example);
                })
                .sorted(Comparator.comparingLong(FailureGroup::count).reversed())
                .toList();
    }

    private List<WorstSocket> worst() {
        return workers.stream()
                .flatMap(worker -> worker.sockets().stream())
                .filter(socket -> socket.deeds.any())
                .sorted(Comparator.comparingLong((LoadSocket socket) -> socket.deeds.worstNanos())
                        .reversed())
                .limit(MOST_WORST_SOCKETS)
                .map(socket -> new WorstSocket(
                        socket.fiveTuple().map(ConnectionEnds::toString).orElse("unknown"),
                        socket.speaks(),
                        socket.deeds.done(),
                        socket.deeds.failed(),
                        socket.deeds.worstNanos(),
                        socket.deeds.worstAt() / 1e9))
                .toList();
    }
}
