package io.oneport.client.fleet;

import io.oneport.client.account.CompletionListener;
import io.oneport.client.account.OpenSockets;
import io.oneport.client.account.Progress;
import io.oneport.client.account.ProgressListener;
import io.oneport.client.account.TalkListener;
import io.oneport.client.hostile.HostileSockets;
import io.oneport.client.judge.TargetWatch;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.pace.Clock;
import io.oneport.client.pace.Dispatcher;
import io.oneport.client.pace.Timeline;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.result.Findings;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.Wires;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plan: connect, warm-up, measure, drain. To be run once, by one thread, which it blocks; what is said to be
 * for any thread may be called meanwhile.
 */
public final class LoadRun implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000_000L;
    /** What would be left for the last tick, if it is less, goes into the one before: rates of a moment mean nothing. */
    private static final long SHORT_NANOS = TICK_NANOS / 4;

    private static final long POLL_NANOS = 10_000_000L;
    /** Between the last socket's opening and the first message, so that all workers begin together. */
    private static final long HEAD_START_NANOS = 20_000_000L;

    private final LoadPlan plan;
    private final ProgressListener listener;
    private final Clock clock = new Clock();
    private final long startedMillis = System.currentTimeMillis();
    private final Wires wires;
    private final HostileSockets hostile;
    private final OpenSockets openSockets = new OpenSockets();
    private final List<Worker> workers = new ArrayList<>();
    private final Crew crew = new Crew(workers);
    private final Directory directory;
    private final Sampler sampler;
    private final Random cuts;
    private LongConsumer beginning = measureFrom -> {};
    private @Nullable TargetWatch watch;
    private @Nullable String endedEarly;
    private @Nullable String unmet;
    private boolean targetGone;
    private boolean enough;

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
        this.hostile = new HostileSockets(plan.wires(), hostilePaths(plan), plan.hostile(), plan.seed());
        this.directory = new Directory(plan.held());
        SplittableRandom random = new SplittableRandom(plan.seed());
        TopicShares topics = new TopicShares(plan);
        for (WireLoop loop : wires.loops()) {
            workers.add(new Worker(plan, wires, loop, clock, random.split(), openSockets));
        }
        new Placement(plan, workers, directory, topics).place();
        this.sampler = new Sampler(plan, workers, clock, wires.address(), openSockets);
        this.cuts = new Random(random.nextLong());
    }

    private static HostileSockets.HostilePaths hostilePaths(LoadPlan plan) {
        Optional<String> topic =
                plan.scenario() == Scenario.TOPIC ? Optional.of(TopicShares.path(plan, 0)) : Optional.empty();
        return new HostileSockets.HostilePaths(
                plan.paths().webSocket(), topic, plan.paths().subprotocols());
    }

    /** The time in which all times of this run are. */
    public Clock clock() {
        return clock;
    }

    /** Registers a listener for everything that completes; before {@link #execute}. */
    public void listen(CompletionListener completions) {
        crew.each(worker -> worker.measures().listen(completions));
    }

    /** Registers a listener for sockets that get the answer to their first message. Any thread. */
    public void listen(TalkListener talkers) {
        crew.each(worker -> worker.measures().listen(talkers));
    }

    /** What opens its sockets, on the event loops that drive the load. Any thread. */
    public Wires wires() {
        return wires;
    }

    /**
     * Ends the measurement now, as if its time were over: what is in flight is still waited for. On the thread that runs it,
     * from within {@link ProgressListener#progress}.
     */
    public void enough() {
        enough = true;
    }

    /** Also counts the ports of sockets that others open beside this run; asked on the thread that runs it. */
    public void alsoCountPorts(LongSupplier ports) {
        sampler.alsoCountPorts(ports);
    }

    /** Registers a listener for the time at which measuring begins; called once that is known, on the thread that runs it. */
    public void whenMeasuringIsSet(LongConsumer listener) {
        beginning = listener;
    }

    /**
     * Ends the measurement now, as a condition is not met. On the thread that runs it, from within
     * {@link ProgressListener#progress}.
     *
     * @param why in one sentence
     */
    public void endEarly(String why) {
        unmet = why;
    }

    /**
     * Cuts a part of the WebSockets that work, chosen at random, all of them as soon as it goes. On the thread that runs it, from within
     * {@link ProgressListener#progress}.
     *
     * @param share of them, 0 to 1
     * @param reset by RST instead of FIN
     * @param comeback within which time they try to come back, each at a moment of its own; zero: all at once. Whoever
     *     fails tries again as always: ever later, at random
     * @param announced hears what will be cut, before it is
     */
    public void cut(double share, boolean reset, Duration comeback, Consumer<Cut> announced) {
        List<EchoSocket> chosen = crew.talking();
        Collections.shuffle(chosen, cuts);
        chosen.subList((int) Math.round(chosen.size() * share), chosen.size()).clear();
        announced.accept(new Cut(
                clock.now(), chosen.stream().map(socket -> socket.number).toList()));
        for (EchoSocket socket : chosen) {
            long wait = (long) (comeback.toNanos() * cuts.nextDouble());
            socket.cutSoon(reset, wait);
        }
    }

    /**
     * Runs it.
     *
     * @return what was found out, also if it ended early: because the target is gone, or this thread was interrupted
     * @throws UnreachableException if no socket could be opened at all, or nothing can be published there
     */
    public Findings execute() throws UnreachableException {
        Timeline timeline = Timeline.NOT_YET;
        try {
            connect();
            hostile.open(plan.fleet().connectRate());
            timeline = begin();
            long end = timeline.measureTo();
            while (clock.now() < end && unmet == null && !isTargetGone()) {
                long next = sampler.lastNanos() + TICK_NANOS;
                tickUntil(end - next < SHORT_NANOS ? end : next);
                Progress.RunPhase phase =
                        clock.now() < timeline.measureFrom() ? Progress.RunPhase.WARMUP : Progress.RunPhase.MEASURE;
                tell(phase, end + plan.phases().drain().toNanos());
                requireWelcome();
                if (enough && phase == Progress.RunPhase.MEASURE) {
                    timeline = shortened(timeline);
                    end = timeline.measureTo();
                    break;
                }
            }
            if (unmet == null) {
                drain(end);
            } else if (endedEarly == null) {
                endedEarly = Findings.ABORTED + unmet;
            }
        } catch (InterruptedException interrupted) {
            endedEarly = clock.now() < timeline.measureFrom()
                    ? "interrupted before the measurement began: nothing was measured"
                    : "interrupted";
        }
        return findings(timeline);
    }

    private void connect() throws UnreachableException, InterruptedException {
        crew.each(worker -> worker.connect(plan.fleet().connectRate() / workers.size()));
        while (sampler.settled() < directory.size()) {
            tickUntil(sampler.lastNanos() + TICK_NANOS / 4);
            if (clock.now() - sampler.lastToldNanos() >= TICK_NANOS || sampler.settled() == directory.size()) {
                tell(Progress.RunPhase.CONNECT, -1);
            } else {
                sampler.look();
            }
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
        beginning.accept(from);
        Schedule schedule = new Schedule(plan, workers);
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            List<Dispatcher> dispatchers = schedule.of(i);
            worker.execute(() -> worker.begin(timeline, dispatchers));
        }
        sampler.measureFrom(from);
        watch = new TargetWatch(directory.size() > 0);
        return timeline;
    }

    /** Nothing is due from now on; a little later, so that all workers know it by then. */
    private Timeline shortened(Timeline whole) throws InterruptedException {
        long end = Math.min(whole.measureTo(), clock.now() + HEAD_START_NANOS);
        Timeline timeline = new Timeline(whole.start(), whole.measureFrom(), end);
        crew.each(worker -> worker.tools().time().begin(timeline));
        tickUntil(end);
        return timeline;
    }

    private void drain(long end) throws InterruptedException {
        long until = end + plan.phases().drain().toNanos();
        while (clock.now() < until && !targetGone && !crew.idle(plan.fleet().publishers())) {
            tickUntil(Math.min(until, clock.now() + POLL_NANOS));
            if (clock.now() - sampler.lastToldNanos() >= TICK_NANOS) {
                tell(Progress.RunPhase.DRAIN, until);
            }
        }
        tell(Progress.RunPhase.DRAIN, until);
    }

    /**
     * The first answers to publishers may say that nothing can be published: then there is nothing to be measured. Only
     * the run finds out, so that nothing is published to a topic just to try.
     */
    private void requireWelcome() throws UnreachableException {
        Optional<String> refusal = crew.refusal();
        if (refusal.isPresent()) {
            throw new UnreachableException(plan.wires().server().hostAndPort() + ": " + refusal.get(), null);
        }
    }

    private void tickUntil(long nanos) throws InterruptedException {
        while (clock.now() < nanos) {
            LockSupport.parkNanos(nanos - clock.now());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void tell(Progress.RunPhase phase, long endNanos) {
        listener.progress(sampler.take(phase, endNanos));
    }

    private boolean isTargetGone() {
        String why =
                watch == null ? null : watch.look(sampler.open(), sampler.answers(), sampler.failed(), clock.now());
        if (why != null) {
            targetGone = true;
            endedEarly = why;
        }
        return targetGone;
    }

    private Findings findings(Timeline timeline) {
        crew.finish();
        return new FindingsMaker(plan, workers, sampler, timeline, clock)
                .findings(startedMillis, endedEarly, targetGone, hostile.finish());
    }

    /** Closes the sockets and stops the loops. Blocks. */
    @Override
    public void close() {
        hostile.close();
        wires.close();
    }
}
