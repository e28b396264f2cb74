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
import io.oneport.client.wire.Wires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes pairs of moments, one after another: at one it connects, upgrades, sends a message, receives it back and leaves, at
 * the other it does nothing. Between two moments it lets pass what the first may have caused. What is not said to be for any
 * thread is for its event loop.
 *
 * <p>That loop is the probes' own: on a machine with few cores, another thread would take a core from the server and the
 * probes just when they are looked at, which weighs more than the tenths of a millisecond that a visit takes of the loop. A
 * visit with TLS takes more than that of it, and has a loop of its own.
 */
final class Visitor implements AutoCloseable {
    private static final byte[] HELLO = "hello from a visitor".getBytes(StandardCharsets.US_ASCII);

    private final LoadPlan plan;
    private final long nearNanos;
    private final Clock clock;
    private final Optional<Wires> own;
    private final Wires wires;
    private final WireLoop loop;
    private final int portRestSeconds;
    private final Target target;
    private final SecureRandom keys = new SecureRandom();
    private final Random lots;
    private final List<MomentPair> pairs = new ArrayList<>();

    private boolean counting;
    private boolean over;
    private boolean visitFirst;
    private boolean second;
    private long upgradeNanos;
    private long calmNanos;
    private boolean upgraded;
    private int visits;
    private long begun;
    private long completed;
    private @Nullable String firstFailure;

    /**
     * Prepares; visits nobody yet. Blocks.
     *
     * @param plan of the probes: it visits the same server
     * @param nearNanos how long after a moment its effects are looked for
     * @param clock of the run, in whose time all times are
     * @param probes what opens the probes' sockets
     */
    Visitor(LoadPlan plan, long nearNanos, Clock clock, Wires probes) throws IOException {
        this.plan = plan;
        this.nearNanos = nearNanos;
        this.clock = clock;
        this.lots = new Random(plan.seed());
        Target server = plan.wires().server();
        this.own = server.secure() ? Optional.of(new Wires(plan.wires())) : Optional.empty();
        this.wires = own.orElse(probes);
        this.loop = wires.loops().get(0);
        this.portRestSeconds = Capacity.portRestSeconds(wires.address());
        this.target = new Target(
                server.secure(), server.host(), server.port(), plan.paths().webSocket());
    }

    /** Begins to visit; what is before {@code countFromNanos} only shows the server what it is about. Any thread. */
    void begin(long countFromNanos) {
        loop.execute(this::nextPair);
        loop.schedule(() -> counting = true, Math.max(0, countFromNanos - clock.now()));
    }

    /** Begins no visit any more. Any thread. */
    void stop() {
        loop.execute(() -> over = true);
    }

    private void nextPair() {
        if (over) {
            return;
        }
        visitFirst = lots.nextBoolean();
        second = false;
        upgraded = false;
        moment();
    }

    private void moment() {
        if (visitFirst != second) {
            visits++;
            begun += counting ? 1 : 0;
            new Visit().open();
        } else {
            calmNanos = clock.now();
            passed(0);
        }
    }

    /** One of the two is over; whatever it caused has as long as it took, and twice as long as is looked at, to pass. */
    private void passed(long tookNanos) {
        long quiet = Math.max(2 * nearNanos, tookNanos) + (long) (lots.nextDouble() * 2 * nearNanos);
        if (second) {
            if (upgraded && counting) {
                pairs.add(new MomentPair(upgradeNanos, calmNanos));
            }
            loop.schedule(this::nextPair, quiet);
        } else {
            second = true;
            loop.schedule(this::moment, quiet);
        }
    }

    private final class Visit implements WireListener {
        private final long openedNanos = clock.now();
        private final boolean counted = counting;

        @SuppressWarnings("NullAway.Init") // set when it is opened
        private WebSocketWire wire;

        private boolean isUp;
        private boolean done;

        void open() {
            ClientHandshake handshake = new ClientHandshake(
                    target,
                    plan.paths().subprotocols(),
                    plan.wires().headers(),
                    plan.messages().deflate(),
                    keys);
            wire = wires.webSocket(loop, handshake, this);
            wires.open(wire, visits);
        }

        /** Nothing comes back: that must not be the last visit. */
        private void late() {
            if (!done) {
                wire.cut(false);
            }
        }

        @Override
        public void connected() {
            // With TLS the request follows the handshake.
            upgradeNanos = clock.now();
        }

        @Override
        public void secured(boolean resumed) {
            upgradeNanos = clock.now();
        }

        @Override
        public void ready() {
            isUp = true;
            upgraded = true;
            completed += counted ? 1 : 0;
            wire.send(HELLO, HELLO.length, true);
            loop.schedule(this::late, plan.wires().limits().timeout().toNanos());
        }

        @Override
        public void message(byte[] content, int length, boolean text) {
            wire.leave();
        }

        @Override
        public void parted() {
            end();
        }

        @Override
        public void closed(WireEnd end) {
            if (!isUp && counted && firstFailure == null) {
                firstFailure = end.what();
            }
            end();
        }

        private void end() {
            if (!done) {
                done = true;
                passed(clock.now() - openedNanos);
            }
        }
    }

    /** All pairs so far. Any thread. */
    CompletableFuture<List<MomentPair>> pairs() {
        return loop.ask(() -> List.copyOf(pairs));
    }

    /** What became of the upgrades. Any thread. */
    CompletableFuture<VisitTally> tally() {
        return loop.ask(() -> new VisitTally(begun, completed, firstFailure));
    }

    /** Local ports that its visits have, or have left to rest, beside those of the probes' loop. Any thread; blocks for a moment. */
    long ports() {
        return own.isEmpty()
                ? 1
                : loop.ask(() -> 1 + loop.restingPorts().count(portRestSeconds, System.nanoTime()))
                        .join();
    }

    @Override
    public void close() {
        own.ifPresent(Wires::close);
    }
}
