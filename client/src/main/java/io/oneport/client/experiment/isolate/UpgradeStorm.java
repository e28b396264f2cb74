package io.oneport.client.experiment.isolate;

import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Target;
import io.oneport.client.pace.Clock;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.WireSettings;
import io.oneport.client.wire.Wires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Visitors that connect, upgrade, send one message, get it back and leave, at an even rate within storm windows. On an event
 * loop of its own; all that is not said to be for any thread is for that loop.
 */
final class UpgradeStorm implements AutoCloseable {
    /** A server that takes nothing any more must not cost this client all its descriptors. */
    private static final int MOST_UNDER_WAY = 2000;

    private static final byte[] HELLO = "hello from a storm".getBytes(StandardCharsets.US_ASCII);

    private final LoadPlan plan;
    private final double perSecond;
    private final Clock clock;
    private final Wires wires;
    private final WireLoop loop;
    private final int portRestSeconds;
    private final Target target;
    private final SecureRandom keys = new SecureRandom();

    private double seconds;
    private long planned;
    private long begun;
    private long heldBack;
    private long made;
    private long failed;
    private String firstFailure;
    private int underWay;

    /**
     * Starts its loop; makes no storm yet. Blocks.
     *
     * @param plan of the probes: the storm goes to the same server
     * @param clock of the run, in whose time all times are
     */
    UpgradeStorm(LoadPlan plan, double perSecond, Clock clock) throws IOException {
        this.plan = plan;
        this.perSecond = perSecond;
        this.clock = clock;
        WireSettings probes = plan.wires();
        this.wires = new Wires(new WireSettings(
                probes.server(),
                probes.trust(),
                probes.headers(),
                probes.limits(),
                probes.sources(),
                probes.readBytes(),
                probes.transport(),
                1));
        this.loop = wires.loops().get(0);
        this.portRestSeconds = Capacity.portRestSeconds(wires.address());
        Target server = probes.server();
        this.target = new Target(
                server.secure(), server.host(), server.port(), plan.paths().webSocket());
    }

    /** Has storms made in a plan's storm windows. Any thread. */
    void begin(WindowPlan windows, long beginNanos) {
        for (WindowPlan.PlannedWindow window : windows.windows()) {
            if (window.kind() == WindowPlan.WindowKind.STORM) {
                long start = beginNanos + window.startNanos();
                loop.schedule(() -> blow(start, window.lengthNanos()), Math.max(0, start - clock.now()));
            }
        }
    }

    private void blow(long startNanos, long lengthNanos) {
        int visits = (int) Math.max(1, Math.floor(lengthNanos / 1e9 * perSecond));
        planned += visits;
        seconds += lengthNanos / 1e9;
        visit(0, visits, startNanos, startNanos + lengthNanos);
    }

    private void visit(int first, int visits, long startNanos, long endNanos) {
        int next = first;
        long now = clock.now();
        while (next < visits && now < endNanos && startNanos + next / perSecond * 1e9 <= now) {
            next++;
            if (underWay < MOST_UNDER_WAY) {
                begun++;
                underWay++;
                new Visit(endNanos).open();
            } else {
                heldBack++;
            }
            now = clock.now();
        }
        if (next < visits && now < endNanos) {
            int goOn = next;
            long wait = startNanos + (long) (goOn / perSecond * 1e9) - now;
            loop.schedule(() -> visit(goOn, visits, startNanos, endNanos), Math.max(0, wait));
        }
    }

    /** One visitor. */
    private final class Visit implements WireListener {
        private final long endNanos;
        private WebSocketWire wire;
        private boolean answered;

        Visit(long endNanos) {
            this.endNanos = endNanos;
        }

        void open() {
            ClientHandshake handshake = new ClientHandshake(
                    target,
                    plan.paths().subprotocols(),
                    plan.wires().headers(),
                    plan.messages().deflate(),
                    keys);
            wire = wires.webSocket(loop, handshake, this);
            wires.open(wire, (int) begun);
        }

        @Override
        public void ready() {
            if (clock.now() < endNanos) {
                made++;
            }
            wire.send(HELLO, HELLO.length, true);
        }

        @Override
        public void message(byte[] content, int length, boolean text) {
            answered = true;
            wire.leave();
        }

        @Override
        public void closed(WireEnd end) {
            underWay--;
            if (!answered) {
                failed++;
                if (firstFailure == null) {
                    firstFailure = end.what();
                }
            }
        }
    }

    /** What became of it so far. Any thread; blocks for a moment. */
    StormTally tally() {
        return loop.ask(() -> new StormTally(seconds, planned, begun, heldBack, made, failed, firstFailure))
                .join();
    }

    /** Local ports that its visitors have, or have left to rest. Any thread; blocks for a moment. */
    long ports() {
        return loop.ask(() -> underWay + loop.restingPorts().count(portRestSeconds, System.nanoTime()))
                .join();
    }

    @Override
    public void close() {
        wires.close();
    }
}
