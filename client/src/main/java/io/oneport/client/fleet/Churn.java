package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.account.Meter;
import io.oneport.client.account.Tally;
import io.oneport.client.pace.Performer;
import io.oneport.client.pace.PhaseClock;
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
    private final SocketTools tools;
    private final PhaseClock time;
    private final Measures measures;
    private final WorkRules rules;
    private final List<Slot> slots = new ArrayList<>();
    private final Deque<Slot> free = new ArrayDeque<>();
    /** When those that wait were due. */
    private final Deque<Long> waiting = new ArrayDeque<>();

    private long begun;
    /** How many sessions are open now. */
    int open;

    Churn(SocketTools tools, WorkRules rules) {
        this.tools = tools;
        this.time = tools.time();
        this.measures = tools.measures();
        this.rules = rules;
    }

    void add(Slot slot) {
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
        Tally tally = measures.tally(WorkKind.SESSION);
        tally.scheduled += measured ? 1 : 0;
        if (!free.isEmpty()) {
            begin(dueNanos);
        } else if (waiting.size() < rules.capacity()) {
            waiting.add(dueNanos);
        } else if (measured) {
            tally.unsent++;
            measures.meter(Metric.SESSION).recordUnended(time.now() - dueNanos);
        }
    }

    private void begin(long dueNanos) {
        begun++;
        free.poll().begin(dueNanos);
    }

    /**
     * A slot's session has ended; the next comes in another turn, so that one that fails at once does not recurse.
     *
     * @param right whether it went as it should
     * @param endNanos when it ended
     */
    void ended(Slot slot, boolean right, long endNanos) {
        Tally tally = measures.tally(WorkKind.SESSION);
        if (right) {
            tally.done += slot.isMeasured() ? 1 : 0;
            measures.record(Metric.SESSION, slot.due(), slot.begunAt(), endNanos, slot.isMeasured());
        } else if (slot.isMeasured()) {
            tally.failed++;
            measures.meter(Metric.SESSION).recordUnended(endNanos - slot.due());
        }
        free.add(slot);
        if (rules.closed() && time.running(time.now())) {
            tools.opener().execute(this::dueNow);
        }
        if (!waiting.isEmpty()) {
            tools.opener().execute(this::beginWaiting);
        }
    }

    /** In a closed model: each slot begins, one after the other, and again when its session has ended. */
    void startClosed(double perSecond) {
        if (rules.closed()) {
            for (int i = 0; i < slots.size(); i++) {
                tools.opener().later(this::dueNow, 1 + (long) (i / perSecond * 1e9));
            }
        }
    }

    private void dueNow() {
        long now = time.now();
        if (time.running(now) && !time.isOver()) {
            due(now, time.measured(now));
        }
    }

    private void beginWaiting() {
        if (!time.isOver() && !waiting.isEmpty() && !free.isEmpty()) {
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
        Tally tally = measures.tally(WorkKind.SESSION);
        Meter meter = measures.meter(Metric.SESSION);
        for (long due : waiting) {
            if (time.measured(due)) {
                tally.unsent++;
                meter.recordUnended(now - due);
            }
        }
        for (Slot slot : slots) {
            slot.accountOpening();
            if (slot.isBusy() && time.measured(slot.due())) {
                tally.inFlight++;
                meter.recordUnended(now - slot.due());
            }
        }
    }

    void leave() {
        slots.forEach(Slot::leave);
    }
}
