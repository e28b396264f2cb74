package io.oneport.client.load;

import io.oneport.client.hostile.HostileSockets;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.Wires;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One run of a plan: connect, warm-up, measure, drain. To be run once, by one thread, which it blocks; what is said to be
 * for any thread may be called meanwhile.
 */
public final class LoadRun implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000_000L;
    private static final long POLL_NANOS = 10_000_000L;
    /** Between the last socket's opening and the first message, so that all workers begin together. */
    private static final long HEAD_START_NANOS = 20_000_000L;
    /** Without a single open socket for so long, the target is gone. */
    private static final long GIVE_UP_NANOS = 3_000_000_000L;

    private final LoadPlan plan;
    private final ProgressListener listener;
    private final Clock clock = new Clock();
    private final long startedMillis = System.currentTimeMillis();
    private final Wires wires;
    private final HostileSockets hostile;
    private final List<Worker> workers = new ArrayList<>();
    private final Directory directory;
    private final Sampler sampler;
    private long lastOpenNanos;
    private String endedEarly;
    private boolean targetGone;

    /**
     * Prepares; opens nothing yet.
     *
     * @throws IllegalArgumentException if descriptors or ports will not do
     * @throws IOException if the server's name is unknown, or TLS can't be set up
     */
    public LoadRun(LoadPlan plan, ProgressListener listener) throws IOException {
        Capacity.requireRoom(plan.sockets(), plan.wires().sources());
        this.plan = plan;
        this.listener = listener;
        this.wires = new Wires(plan.wires());
        this.hostile = new HostileSockets(
                plan.wires(), plan.paths().webSocket(), plan.paths().subprotocols(), plan.hostile(), plan.seed());
        this.directory = new Directory(plan.fleet().sockets());
        SplittableRandom random = new SplittableRandom(plan.seed());
        for (WireLoop loop : wires.loops()) {
            workers.add(new Worker(plan, wires, loop, clock, directory, random.split()));
        }
        new Placement(plan, workers, directory).place();
        this.sampler = new Sampler(plan, workers, clock);
    }

    /** The time in which all times of this run are. */
    public Clock clock() {
        return clock;
    }

    /** Has a listener hear of everything that ends; before {@link #execute}. */
    public void listen(CompletionListener completions) {
        everyWorker(worker -> worker.measures.listen(completions));
    }

    /** Has a listener hear when sockets get the answer to their first message. Any thread. */
    public void listen(TalkListener talkers) {
        everyWorker(worker -> worker.talkers = talkers);
    }

    /**
     * Runs it.
     *
     * @return what was found out, also if it ended early: because the target is gone, or this thread was interrupted
     * @throws UnreachableException if no socket could be opened at all
     */
    public Findings execute() throws UnreachableException {
        Timeline timeline = Timeline.NOT_YET;
        try {
            connect();
            hostile.open(plan.fleet().connectRate());
            timeline = begin();
            long end = timeline.measureTo();
            while (clock.now() < end && !isTargetGone()) {
                tickUntil(Math.min(end, sampler.lastNanos() + TICK_NANOS));
                Progress.Phase phase =
                        clock.now() < timeline.measureFrom() ? Progress.Phase.WARMUP : Progress.Phase.MEASURE;
                tell(phase, end + plan.phases().drain().toNanos());
            }
            drain(end);
        } catch (InterruptedException interrupted) {
            endedEarly = "interrupted";
        }
        return findings(timeline);
    }

    private void connect() throws UnreachableException, InterruptedException {
        everyWorker(worker -> worker.connect(plan.fleet().connectRate() / workers.size()));
        while (sampler.settled() < directory.size()) {
            tickUntil(sampler.lastNanos() + TICK_NANOS / 4);
            if (clock.now() - sampler.lastToldNanos() >= TICK_NANOS || sampler.settled() == directory.size()) {
                tell(Progress.Phase.CONNECT, -1);
            } else {
                sampler.look();
            }
            lastOpenNanos = clock.now();
        }
        if (sampler.open() == 0 && directory.size() > 0) {
            throw new UnreachableException(
                    "no socket could be opened: " + sampler.firstFailure().orElse("no answer"), null);
        }
    }

    private Timeline begin() {
        long start = clock.now() + HEAD_START_NANOS;
        long from = start + plan.phases().warmup().toNanos();
        Timeline timeline =
                new Timeline(start, from, from + plan.phases().duration().toNanos());
        Schedule schedule = new Schedule(plan, workers);
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            List<Traffic> traffics = schedule.of(i);
            worker.loop.execute(() -> worker.begin(timeline, traffics));
        }
        sampler.measureFrom(from);
        return timeline;
    }

    private void drain(long end) throws InterruptedException {
        long until = end + plan.phases().drain().toNanos();
        while (clock.now() < until && !targetGone && !allIdle()) {
            tickUntil(Math.min(until, clock.now() + POLL_NANOS));
            if (clock.now() - sampler.lastToldNanos() >= TICK_NANOS) {
                tell(Progress.Phase.DRAIN, until);
            }
        }
        tell(Progress.Phase.DRAIN, until);
    }

    private boolean allIdle() {
        return workers.stream().map(worker -> worker.loop.ask(worker::idle)).toList().stream()
                .allMatch(CompletableFuture::join);
    }

    private void tickUntil(long nanos) throws InterruptedException {
        while (clock.now() < nanos) {
            LockSupport.parkNanos(nanos - clock.now());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void tell(Progress.Phase phase, long endNanos) {
        listener.progress(sampler.take(phase, endNanos));
    }

    private boolean isTargetGone() {
        if (sampler.open() > 0 || directory.size() == 0) {
            lastOpenNanos = clock.now();
        } else if (clock.now() - lastOpenNanos > GIVE_UP_NANOS) {
            targetGone = true;
            endedEarly = "the target is gone: no socket has been open for 3 s, and none can be opened";
        }
        return targetGone;
    }

    private Findings findings(Timeline timeline) {
        List<CompletableFuture<Void>> finished = workers.stream()
                .map(worker -> worker.loop.ask(() -> {
                    worker.finish();
                    return (Void) null;
                }))
                .toList();
        finished.forEach(CompletableFuture::join);
        return new Account(plan, workers, sampler, timeline, clock)
                .findings(startedMillis, endedEarly, targetGone, hostile.finish());
    }

    private void everyWorker(Consumer<Worker> task) {
        for (Worker worker : workers) {
            worker.loop.execute(() -> task.accept(worker));
        }
    }

    /** Closes the sockets and stops the loops. Blocks. */
    @Override
    public void close() {
        hostile.close();
        wires.close();
    }
}
