package io.oneport.client.fleet;

import io.oneport.client.account.AccountSummary;
import io.oneport.client.account.Measures;
import io.oneport.client.judge.ValidityJudge;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.pace.Clock;
import io.oneport.client.pace.Timeline;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Metric;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Host;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Validity;
import io.oneport.client.result.WorstSocket;
import io.oneport.protocol.IsoTime;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the findings of a run from what its workers know, once they have finished. For the thread that ran the run. */
final class FindingsMaker {
    private static final int MOST_WORST_SOCKETS = 10;

    private final LoadPlan plan;
    private final List<Worker> workers;
    private final Sampler sampler;
    private final Timeline timeline;
    private final Clock clock;

    FindingsMaker(LoadPlan plan, List<Worker> workers, Sampler sampler, Timeline timeline, Clock clock) {
        this.plan = plan;
        this.workers = workers;
        this.sampler = sampler;
        this.timeline = timeline;
        this.clock = clock;
    }

    Findings findings(long startedMillis, @Nullable String endedEarly, boolean targetGone, List<HostileGroup> hostile) {
        closeSubscriptions();
        AccountSummary summary =
                new AccountSummary(workers.stream().map(Worker::measures).toList());
        return new Findings(
                IsoTime.text(startedMillis),
                clock.now() / 1e9,
                endedEarly,
                targetGone,
                host(),
                validity(summary),
                sockets(summary.sockets()),
                summary.latencies(metric -> secondsOf(metric, summary.sockets().reopened > 0)),
                summary.integrity(plan.messages().integrity(), plan.paths().page()),
                summary.books(),
                summary.failures(),
                worst(),
                hostile,
                sampler.series(),
                summary.exchanged(),
                sampler.heat(),
                sampler.marks());
    }

    /** What subscribers have missed shows only beside what the publishers know. */
    private void closeSubscriptions() {
        long now = clock.now();
        List<PublishSocket> publishers = workers.stream()
                .flatMap(worker -> worker.roster().publishers().stream())
                .sorted(Comparator.comparingInt(publisher -> publisher.number))
                .toList();
        workers.stream()
                .flatMap(worker -> worker.roster().subscribers().stream())
                .forEach(subscriber -> subscriber.close(publishers, now));
        workers.stream()
                .flatMap(worker -> worker.roster().fanout().stream())
                .forEach(subscriber -> subscriber.close(now));
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

    /**
     * What the plan has due counts while measuring, as do the sockets of a churn. Others are opened in a phase of their own,
     * unless some were opened again later.
     */
    private double secondsOf(Metric metric, boolean reopened) {
        if (metric.isPlanned() || plan.hasSessions()) {
            return measuredNanos() / 1e9;
        }
        boolean connected = timeline.start() != Timeline.NOT_YET.start();
        return (connected && !reopened ? timeline.start() : clock.now()) / 1e9;
    }

    private Validity validity(AccountSummary summary) {
        long stalls = 0;
        long longest = 0;
        for (Worker worker : workers) {
            stalls += worker.stalls().stalls();
            longest = Math.max(longest, worker.stalls().longestNanos());
        }
        Measures.SocketTally sockets = summary.sockets();
        return ValidityJudge.judge(
                summary.sendLag(),
                stalls,
                longest,
                sampler.gcNanos(),
                sampler.cpu(),
                measuredNanos(),
                sampler.portsPeak(),
                sampler.portsAvailable(),
                sampler.filesPeak(),
                sockets.noRoom,
                sockets.opened,
                plan.traffic().arrival() == ArrivalModel.CLOSED);
    }

    private SocketCounts sockets(Measures.SocketTally sum) {
        return new SocketCounts(
                plan.held()
                        + workers.stream()
                                .mapToLong(worker -> worker.roster().churn().begun())
                                .sum(),
                sum.opened,
                sum.upgraded,
                Math.max(0, sum.opened - sum.upgraded - sum.streams - sum.refused),
                sum.streams,
                sum.failed,
                sum.lost,
                sum.reopened,
                sampler.peakOpen(),
                plan.messages().deflate() ? sum.upgraded : 0,
                sum.deflated);
    }

    private List<WorstSocket> worst() {
        return workers.stream()
                .flatMap(worker -> worker.roster().all().stream())
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
