package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.account.OpenSockets;
import io.oneport.client.pace.Clock;
import io.oneport.client.pace.Dispatcher;
import io.oneport.client.pace.PhaseClock;
import io.oneport.client.pace.StallWatch;
import io.oneport.client.pace.Timeline;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.Wires;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One event loop with its sockets, from opening them to closing their accounts. Confined to the loop, but for {@link #ask}
 * and {@link #execute}, and for what is done before the run begins and after the loop has finished.
 */
final class Worker {
    private static final long SWEEP_NANOS = 100_000_000;

    private final WireLoop loop;
    private final SocketTools tools;
    private final Payloads payloads;
    private final StallWatch stalls;
    private final Roster roster;
    private final boolean closedModel;
    /** Sockets that this worker opens in a second. */
    private final double connectRate;

    Worker(LoadPlan plan, Wires wires, WireLoop loop, Clock clock, SplittableRandom random, OpenSockets openSockets) {
        this.loop = loop;
        this.payloads = Payloads.of(plan.messages(), (int) plan.seed(), random.split());
        this.stalls = new StallWatch(loop, clock);
        this.tools = new SocketTools(
                new SocketOpener(plan, wires, loop, random),
                new PhaseClock(clock),
                new Measures(plan.stepMetrics(), openSockets),
                new Turn(stalls));
        this.roster = new Roster(new Churn(tools, WorkRules.of(plan, WorkKind.SESSION, 1)));
        this.connectRate = plan.fleet().connectRate() / plan.wires().threads();
        this.closedModel = plan.traffic().arrival() == ArrivalModel.CLOSED;
    }

    SocketTools tools() {
        return tools;
    }

    Payloads payloads() {
        return payloads;
    }

    Roster roster() {
        return roster;
    }

    Measures measures() {
        return tools.measures();
    }

    StallWatch stalls() {
        return stalls;
    }

    WireLoop loop() {
        return loop;
    }

    /** Asks something on the loop. Any thread. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        return loop.ask(question);
    }

    /** Does something on the loop. Any thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Opens the sockets, one by one. */
    void connect(double perSecond) {
        sweep();
        stalls.start();
        connectNext(0, now(), perSecond);
        List<FanoutSubscriber> subscribers = roster.fanout();
        for (int i = 0; i < subscribers.size(); i++) {
            loop.schedule(subscribers.get(i)::open, (long) (i / perSecond * 1e9));
        }
    }

    private long now() {
        return tools.time().now();
    }

    private void connectNext(int first, long startNanos, double perSecond) {
        List<LoadSocket> sockets = roster.all();
        int next = first;
        while (next < sockets.size() && now() - startNanos >= next / perSecond * 1e9) {
            sockets.get(next++).open();
        }
        int goOn = next;
        if (goOn < sockets.size() && !tools.time().isOver()) {
            long wait = startNanos + (long) (goOn / perSecond * 1e9) - now();
            loop.schedule(() -> connectNext(goOn, startNanos, perSecond), Math.max(0, wait));
        }
    }

    /** Messages are due from the timeline's start on. */
    void begin(Timeline timeline, List<Dispatcher> dispatchers) {
        tools.time().begin(timeline);
        stalls.start();
        if (closedModel) {
            loop.schedule(this::startClosed, Math.max(0, timeline.start() - now()));
        } else {
            dispatchers.forEach(Dispatcher::run);
        }
    }

    private void startClosed() {
        long now = now();
        roster.workSockets().forEach(socket -> socket.startClosed(now));
        roster.churn().startClosed(connectRate);
        tools.turn().flush();
    }

    private void sweep() {
        if (!tools.time().isOver()) {
            roster.expire(now());
            loop.schedule(this::sweep, SWEEP_NANOS);
        }
    }

    /** The run is over: closes the accounts, then the opener. */
    void finish() {
        tools.time().end();
        stalls.stop();
        roster.account(now());
        roster.leave();
    }
}
