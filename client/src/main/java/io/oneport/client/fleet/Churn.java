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
    private final List<SessionSlot> slots = new ArrayList<>();
    private final Deque<SessionSlot> free = new ArrayDeque<>();
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

    /** A slot's session has ended; the next comes in another turn, so that one that fails at once does not recurse. */
    void ended(SessionSlot slot) {
        free.add(slot);
        if (!waiting.isEmpty()) {
            tools.opener().execute(this::beginWaiting);
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
        for (SessionSlot slot : slots) {
            slot.accountOpening();
            if (slot.isBusy() && time.measured(slot.due())) {
                tally.inFlight++;
                meter.recordUnended(now - slot.due());
            }
        }
    }

    void leave() {
        slots.forEach(SessionSlot::leave);
    }
}
