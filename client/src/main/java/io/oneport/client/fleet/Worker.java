package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Target;
import io.oneport.client.pace.Clock;
import io.oneport.client.pace.StallWatch;
import io.oneport.client.pace.Timeline;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.wire.EncodedRequest;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.Wires;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One event loop with its sockets. Everything in it is that loop's alone; other threads ask it by
 * {@link WireLoop#ask}.
 */
public final class Worker {
    private static final SecureRandom KEYS = new SecureRandom();
    private static final long SWEEP_NANOS = 100_000_000;
    /** Work for less than a millisecond. */
    private static final int HERD_AT_ONCE = 4;

    final LoadPlan plan;
    final Wires wires;
    final WireLoop loop;
    final Clock clock;
    final SplittableRandom random;
    final Measures measures = new Measures();
    final Payloads payloads;
    final StallWatch stalls;
    final EncodedRequest get;
    final TopicShares topics;
    final long timeoutNanos;
    /** How many messages one socket may hold, due ones and those in flight. */
    final int capacity;

    final List<EchoSocket> echoes = new ArrayList<>();
    final List<HttpSocket> requesters = new ArrayList<>();
    final List<PublishSocket> publishers = new ArrayList<>();
    final List<SubscriberSocket> subscribers = new ArrayList<>();
    final Churn churn = new Churn(this);
    private final List<WorkSocket> workSockets = new ArrayList<>();
    private final List<LoadSocket> sockets = new ArrayList<>();
    private final Directory directory;
    private final List<WorkSocket> touched = new ArrayList<>();
    private final Deque<Runnable> herd = new ArrayDeque<>();

    Timeline timeline = Timeline.NOT_YET;
    TalkListener talkers = TalkListener.NONE;
    /** Sockets that have been open once, or have failed so often that nobody waits for them. */
    int settled;

    /** Why nothing can be published, if the very first answer says so; else {@code null}. */
    String refusal;

    boolean over;

    Worker(
            LoadPlan plan,
            Wires wires,
            WireLoop loop,
            Clock clock,
            Directory directory,
            TopicShares topics,
            SplittableRandom random) {
        this.plan = plan;
        this.wires = wires;
        this.loop = loop;
        this.clock = clock;
        this.directory = directory;
        this.random = random;
        this.payloads = new Payloads(plan.messages(), (int) plan.seed(), random.split());
        this.stalls = new StallWatch(loop, clock);
        this.timeoutNanos = plan.wires().limits().timeout().toNanos();
        this.capacity = Capacity.messagesPerSocket(plan.fleet().sockets());
        Target server = plan.wires().server();
        this.topics = topics;
        this.get = EncodedRequest.get(server, plan.paths().http(), plan.wires().headers());
    }

    /** The handshake of one more WebSocket. */
    ClientHandshake handshake(String path) {
        Target server = plan.wires().server();
        return new ClientHandshake(
                new Target(server.secure(), server.host(), server.port(), path),
                plan.paths().subprotocols(),
                plan.wires().headers(),
                plan.messages().deflate(),
                KEYS);
    }

    void add(EchoSocket socket) {
        echoes.add(socket);
        workSockets.add(socket);
        sockets.add(socket);
    }

    void add(HttpSocket socket) {
        requesters.add(socket);
        workSockets.add(socket);
        sockets.add(socket);
    }

    void add(PublishSocket socket) {
        publishers.add(socket);
        workSockets.add(socket);
        sockets.add(socket);
    }

    void add(SubscriberSocket socket) {
        subscribers.add(socket);
        sockets.add(socket);
    }

    List<LoadSocket> sockets() {
        return sockets;
    }

    boolean closedModel() {
        return plan.traffic().arrival() == ArrivalModel.CLOSED;
    }

    /** Opens the sockets, one by one. */
    void connect(double perSecond) {
        sweep();
        stalls.start();
        connectNext(0, clock.now(), perSecond);
    }

    private void connectNext(int first, long startNanos, double perSecond) {
        int next = first;
        while (next < sockets.size() && clock.now() - startNanos >= next / perSecond * 1e9) {
            sockets.get(next++).open();
        }
        int goOn = next;
        if (goOn < sockets.size() && !over) {
            long wait = startNanos + (long) (goOn / perSecond * 1e9) - clock.now();
            loop.schedule(() -> connectNext(goOn, startNanos, perSecond), Math.max(0, wait));
        }
    }

    /** Has a herd's next member do something soon. */
    void herd(Runnable deed) {
        herd.add(deed);
        if (herd.size() == 1) {
            loop.schedule(this::driveHerd, 0);
        }
    }

    /** A few of a herd in each turn: those that stand beside it shall not be kept waiting for all of it. */
    private void driveHerd() {
        for (int i = 0; i < HERD_AT_ONCE && !herd.isEmpty(); i++) {
            herd.poll().run();
        }
        if (!herd.isEmpty()) {
            loop.schedule(this::driveHerd, 0);
        }
    }

    /** Messages are due from now on. */
    void begin(Timeline timeline, List<Dispatcher> traffics) {
        this.timeline = timeline;
        stalls.start();
        if (closedModel()) {
            long wait = Math.max(0, timeline.start() - clock.now());
            loop.schedule(this::startClosed, wait);
        } else {
            traffics.forEach(Dispatcher::walk);
        }
    }

    private void startClosed() {
        long now = clock.now();
        workSockets.forEach(socket -> socket.startClosed(now));
        flushTouched();
    }

    /** A socket has something written that is to be sent at the end of this turn. */
    void touched(WorkSocket socket) {
        touched.add(socket);
    }

    void flushTouched() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flushTouched();
        }
        touched.clear();
    }

    private void sweep() {
        if (over) {
            return;
        }
        long now = clock.now();
        for (WorkSocket socket : workSockets) {
            socket.expire(now);
        }
        churn.expire(now);
        loop.schedule(this::sweep, SWEEP_NANOS);
    }

    /** A socket got the answer to its first message. */
    void talks(LoadSocket socket, long now) {
        talkers.talks(socket.number, now);
    }

    /** A message of that connection came out elsewhere. */
    void crossed(int connection, long lowNumber) {
        LoadSocket owner = directory.find(connection);
        if (owner instanceof EchoSocket echo) {
            owner.worker.loop.execute(() -> {
                echo.crossed(lowNumber, clock.now());
                owner.worker.flushTouched();
            });
        }
    }

    /** A message of that publisher came to a subscriber behind later ones. */
    void overtaken(int publisher, long messageNumber) {
        if (directory.find(publisher) instanceof PublishSocket socket) {
            socket.worker.loop.execute(() -> socket.overtaken(messageNumber));
        }
    }

    /** Whether nothing is due or in flight any more. */
    boolean idle() {
        return workSockets.stream().allMatch(WorkSocket::idle) && churn.idle();
    }

    /**
     * How far publishers have come: the number behind the highest that was acknowledged, by their socket numbers; 0 for
     * other workers' publishers.
     */
    long[] acknowledged() {
        long[] ends = new long[plan.fleet().publishers()];
        for (PublishSocket publisher : publishers) {
            ends[publisher.number] = publisher.acknowledged().end();
        }
        return ends;
    }

    /** Whether its subscribers have come as far, or never will. */
    boolean hasSeen(long[] acknowledged) {
        return subscribers.stream().allMatch(subscriber -> subscriber.hasSeen(acknowledged));
    }

    /** The run is over: books are closed, sockets say goodbye. */
    void finish() {
        over = true;
        stalls.stop();
        long now = clock.now();
        sockets.forEach(socket -> socket.account(now));
        churn.account(now);
        sockets.forEach(LoadSocket::leave);
        churn.leave();
    }
}
