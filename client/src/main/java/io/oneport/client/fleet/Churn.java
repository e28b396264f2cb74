package io.oneport.client.fleet;

import io.oneport.client.account.Meter;
import io.oneport.client.account.Tally;
import io.oneport.client.pace.Performer;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The sessions of one worker: those that are due while all its slots are busy wait, and keep the time at which they were
 * due. Confined to its loop.
 */
final class Churn implements Performer {
    private final Worker worker;
    private final List<SessionSlot> slots = new ArrayList<>();
    private final Deque<SessionSlot> free = new ArrayDeque<>();
    /** When those that wait were due. */
    private final Deque<Long> waiting = new ArrayDeque<>();

    private long begun;
    /** How many sessions are open now. */
    int open;

    Churn(Worker worker) {
        this.worker = worker;
    }

    void add(SessionSlot slot) {
        slots.add(slot);
        free.add(slot);
    }

    int size() {
        return slots.size();
    }

    /** How many sessions have begun. */
    long begun() {
        return begun;
    }

    @Override
    public void due(long dueNanos, boolean measured) {
        Tally tally = worker.measures.tally(WorkKind.SESSION);
        tally.scheduled += measured ? 1 : 0;
        if (!free.isEmpty()) {
            begin(dueNanos);
        } else if (waiting.size() < worker.capacity) {
            waiting.add(dueNanos);
        } else if (measured) {
            tally.unsent++;
            worker.measures.meter(Metric.SESSION).recordUnended(worker.clock.now() - dueNanos);
        }
    }

    private void begin(long dueNanos) {
        begun++;
        free.poll().begin(dueNanos);
    }

    /** A slot's session has ended; the next comes in another turn, so that one that fails at once does not recurse. */
    void ended(SessionSlot slot) {
        free.add(slot);
        if (!waiting.isEmpty()) {
            worker.loop.execute(this::beginWaiting);
        }
    }

    private void beginWaiting() {
        if (!worker.over && !waiting.isEmpty() && !free.isEmpty()) {
            begin(waiting.poll());
        }
    }

    /** Ends sessions that wait for an answer for too long. */
    void expire(long now) {
        slots.forEach(slot -> slot.expire(now));
    }

    boolean idle() {
        return waiting.isEmpty() && free.size() == slots.size();
    }

    /** Counts what has not ended, at the end of the run. */
    void account(long now) {
        Tally tally = worker.measures.tally(WorkKind.SESSION);
        Meter meter = worker.measures.meter(Metric.SESSION);
        for (long due : waiting) {
            if (worker.timeline.measured(due)) {
                tally.unsent++;
                meter.recordUnended(now - due);
            }
        }
        for (SessionSlot slot : slots) {
            if (slot.isBusy() && worker.timeline.measured(slot.due())) {
                tally.inFlight++;
                meter.recordUnended(now - slot.due());
            }
        }
    }

    void leave() {
        slots.forEach(SessionSlot::leave);
    }
}
