package io.oneport.client.account;

import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.WireEnd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Everything that one worker measures and counts. Confined to its loop until the run is over. */
public final class Measures {
    /** Maximum number of pairs of failure and source address that are counted apart; the others are counted as one. */
    private static final int MAX_FAILURE_KINDS = 200;

    private static final String OTHER_FAILURES = "other failures";

    /** What went wrong, and where it came from. */
    public record FailureKey(String what, String source) {}

    /** How often it did. */
    public static final class FailureCount {
        public final long firstNanos;
        public final String example;
        public long count;

        FailureCount(long firstNanos, String example) {
            this.firstNanos = firstNanos;
            this.example = example;
        }
    }

    private final List<Metric> metrics;
    private final Meter[] meters;
    private final Tally[] stepTallies;
    private final Map<WorkKind, Tally> tallies = new EnumMap<>(WorkKind.class);
    private final Map<FailureKey, FailureCount> failures = new LinkedHashMap<>();
    public final Content content = new Content();
    public final ExchangeCount exchange = new ExchangeCount();
    public final SeenPages pages = new SeenPages();
    public final SocketTally sockets;
    public final Histogram sendLag = Meter.histogram();
    public Histogram intervalSendLag = Meter.histogram();
    /** Failures and timeouts so far, of anything. */
    public long errors;

    private CompletionListener completions = CompletionListener.NONE;
    private TalkListener talkers = TalkListener.NONE;
    private @Nullable String refusal;
    private final Map<Integer, String> saidFirst = new HashMap<>();

    /**
     * Measures of one worker.
     *
     * @param steps the metrics of a scenario's steps, in their order
     * @param openSockets of the run
     */
    public Measures(List<Metric> steps, OpenSockets openSockets) {
        sockets = new SocketTally(openSockets);
        metrics = new ArrayList<>(Metric.own());
        metrics.addAll(steps);
        meters = new Meter[metrics.size()];
        stepTallies = new Tally[steps.size()];
        Arrays.setAll(stepTallies, step -> new Tally());
        for (WorkKind work : WorkKind.values()) {
            tallies.put(work, new Tally());
        }
    }

    /** Registers the listener for sockets that get the answer to their first message. */
    public void listen(TalkListener listener) {
        talkers = listener;
    }

    /** A socket got the answer to its first message. */
    public void talks(int number, long nowNanos) {
        talkers.talks(number, nowNanos);
    }

    /** Nothing can be published, whatever the load: the very first answer says so. */
    public void refused(String why) {
        refusal = why;
    }

    /** Why nothing can be published, or {@code null}. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** Registers the listener for everything that completes. */
    public void listen(CompletionListener listener) {
        completions = listener;
    }

    /** Something has ended. */
    public void record(Metric metric, long dueNanos, long sentNanos, long nowNanos, boolean measured) {
        meter(metric).record(nowNanos - dueNanos, nowNanos - sentNanos, measured);
        completions.completed(metric, dueNanos, nowNanos - dueNanos);
    }

    /** Something that was measured will never end. */
    public void unended(Metric metric, long dueNanos, long nowNanos) {
        meter(metric).recordUnended(nowNanos - dueNanos);
        completions.unanswered(metric, dueNanos);
    }

    public Meter meter(Metric metric) {
        Meter meter = meters[metric.number()];
        if (meter == null) {
            meter = new Meter();
            meters[metric.number()] = meter;
        }
        return meter;
    }

    public boolean has(Metric metric) {
        return meters[metric.number()] != null;
    }

    /** All that may be measured, in the order of their numbers. */
    public List<Metric> metrics() {
        return metrics;
    }

    /** The account of a step, by the number of its metric among those of steps. */
    public Tally stepTally(int step) {
        return stepTallies[step];
    }

    public Tally tally(WorkKind work) {
        return Objects.requireNonNull(tallies.get(work), "each kind has one");
    }

    /**
     * What the server said the first time that it answered with this status: to read each answer of an overloaded server
     * would load the client.
     */
    public String said(int status, Supplier<String> now) {
        return saidFirst.computeIfAbsent(status, first -> now.get());
    }

    public void failed(String what, Optional<ConnectionEnds> where, long nowNanos) {
        errors++;
        String source =
                where.map(tuple -> tuple.client().getAddress().getHostAddress()).orElse("unknown");
        FailureKey key = new FailureKey(what, source);
        if (failures.size() >= MAX_FAILURE_KINDS && !failures.containsKey(key)) {
            key = new FailureKey(OTHER_FAILURES, "any");
        }
        failures.computeIfAbsent(
                        key,
                        first -> new FailureCount(
                                nowNanos, where.map(ConnectionEnds::toString).orElse("unknown")))
                .count++;
    }

    public Map<FailureKey, FailureCount> failures() {
        return failures;
    }

    public void sendLag(long nanos) {
        long lag = Math.max(0, nanos);
        sendLag.recordValue(lag);
        intervalSendLag.recordValue(lag);
    }

    /** What became of sockets. */
    public static final class SocketTally {
        public long opened;
        public long upgraded;
        public long deflated;
        public long streams;
        public long failed;
        /** Of those that failed, the ones that were connected, and did not get what they asked for. */
        public long refused;
        /** Of those that failed, the ones for which this machine had no port or descriptor. */
        public long noRoom;

        public long lost;
        /** Those that have been open once, or have failed so often that the run no longer waits for them. */
        public int settled;

        public long reopened;
        public long open;
        private final OpenSockets openSockets;

        /** @param openSockets of the run */
        public SocketTally(OpenSockets openSockets) {
            this.openSockets = openSockets;
        }

        /** One can be used. */
        public void becameOpen() {
            open++;
            openSockets.opened();
        }

        /** One that could be used can't any more. */
        public void becameClosed() {
            open--;
            openSockets.closed();
        }

        /** Adds those of another worker. */
        void add(SocketTally other) {
            opened += other.opened;
            upgraded += other.upgraded;
            deflated += other.deflated;
            streams += other.streams;
            failed += other.failed;
            refused += other.refused;
            noRoom += other.noRoom;
            lost += other.lost;
            reopened += other.reopened;
            open += other.open;
            settled += other.settled;
        }

        /** A WebSocket has become one. */
        public void upgraded(WebSocketWire wire) {
            upgraded++;
            deflated += wire.deflates() ? 1 : 0;
        }

        /** A socket did not come to be. */
        public void failedToOpen(WireEnd end) {
            failed++;
            noRoom += end.kind() == WireEnd.Cause.NO_ROOM ? 1 : 0;
        }
    }
}
