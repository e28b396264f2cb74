package io.oneport.client.load;

import io.oneport.client.net.FiveTuple;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.WireEnd;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** All that one worker measures and counts. Confined to its loop, until the run is over. */
final class Measures {
    /** Kinds of failures, times source addresses, of which each is told; the rest are counted as one. */
    private static final int MAX_FAILURE_KINDS = 200;

    private static final String OTHER_FAILURES = "other failures";

    /** What went wrong, and where it came from. */
    record FailureKey(String what, String source) {}

    /** How often it did. */
    static final class FailureCount {
        final long firstNanos;
        final String example;
        long count;

        FailureCount(long firstNanos, String example) {
            this.firstNanos = firstNanos;
            this.example = example;
        }
    }

    private final Meter[] meters = new Meter[Metric.values().length];
    private final Map<Work, Tally> tallies = new EnumMap<>(Work.class);
    private final Map<FailureKey, FailureCount> failures = new LinkedHashMap<>();
    final Content content = new Content();
    final Sockets sockets = new Sockets();
    final Histogram sendLag = Meter.histogram();
    Histogram intervalSendLag = Meter.histogram();
    /** Failures and time-outs so far, of anything. */
    long errors;

    private CompletionListener completions = CompletionListener.NONE;

    Measures() {
        for (Work work : Work.values()) {
            tallies.put(work, new Tally());
        }
    }

    void listen(CompletionListener listener) {
        completions = listener;
    }

    /** Something has ended. */
    void record(Metric metric, long dueNanos, long sentNanos, long nowNanos, boolean measured) {
        meter(metric).record(nowNanos - dueNanos, nowNanos - sentNanos, measured);
        completions.completed(metric, dueNanos, nowNanos - dueNanos);
    }

    /** Something that was measured will never end. */
    void unended(Metric metric, long dueNanos, long nowNanos) {
        meter(metric).recordUnended(nowNanos - dueNanos);
        completions.unanswered(metric, dueNanos);
    }

    Meter meter(Metric metric) {
        Meter meter = meters[metric.ordinal()];
        if (meter == null) {
            meter = new Meter();
            meters[metric.ordinal()] = meter;
        }
        return meter;
    }

    boolean has(Metric metric) {
        return meters[metric.ordinal()] != null;
    }

    Tally tally(Work work) {
        return tallies.get(work);
    }

    void failed(String what, Optional<FiveTuple> where, long nowNanos) {
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
                                nowNanos, where.map(FiveTuple::toString).orElse("unknown")))
                .count++;
    }

    Map<FailureKey, FailureCount> failures() {
        return failures;
    }

    void sendLag(long nanos) {
        long lag = Math.max(0, nanos);
        sendLag.recordValue(lag);
        intervalSendLag.recordValue(lag);
    }

    /** What became of sockets. */
    static final class Sockets {
        long opened;
        long upgraded;
        long deflated;
        long streams;
        long failed;
        /** Of those that failed, the ones for which this machine had no port or descriptor. */
        long noRoom;

        long lost;
        long reopened;
        long open;

        /** A WebSocket has become one. */
        void upgraded(WebSocketWire wire) {
            upgraded++;
            deflated += wire.deflates() ? 1 : 0;
        }

        /** A socket did not come to be. */
        void failedToOpen(WireEnd end) {
            failed++;
            noRoom += end.kind() == WireEnd.Kind.NO_ROOM ? 1 : 0;
        }
    }
}
