package io.oneport.server.broker;

import io.oneport.protocol.Publication;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import io.oneport.server.loop.WorkQueue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Publications that wait, in order, until a topic's readers have been handed what was published before. Confined to the
 * worker that owns the topic.
 */
final class PendingPublications implements Work {
    /** Lets them through once there is room. */
    interface Gate {
        /** Whether there is room for another message; if not, {@link PendingPublications#resume} is called once there may be. */
        boolean takesOrTells(long cost);

        /** Publishes what has waited. */
        void publishNow(Publication publication, Consumer<PublishResult> result);
    }

    private record Entry(Publication publication, long deadlineMillis, Consumer<PublishResult> result) {
        long cost() {
            return Message.cost(publication);
        }
    }

    private final Gate gate;
    private final WorkQueue queue;
    private final PendingBudget total;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private boolean working;

    PendingPublications(Gate gate, WorkQueue queue, PendingBudget total) {
        this.gate = gate;
        this.queue = queue;
        this.total = total;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Adds a publication; refuses it at once if too much is pending already. */
    void add(Publication publication, long deadlineMillis, Consumer<PublishResult> result) {
        Entry entry = new Entry(publication, deadlineMillis, result);
        if (!total.take(entry.cost())) {
            result.accept(total.refusal());
            return;
        }
        entries.add(entry);
        resume();
    }

    /** Goes on publishing, in a part of a turn of its own. */
    void resume() {
        if (!working && !entries.isEmpty()) {
            working = true;
            queue.add(this);
        }
    }

    @Override
    public boolean work(TurnBudget budget) {
        while (!entries.isEmpty() && budget.left()) {
            if (!gate.takesOrTells(entries.peek().cost())) {
                working = false;
                return false;
            }
            Entry next = remove();
            budget.use(TurnBudget.DELIVERY, next.cost());
            gate.publishNow(next.publication, next.result);
        }
        working = !entries.isEmpty();
        return working;
    }

    @Override
    public boolean failed(Throwable cause) {
        working = !entries.isEmpty();
        return working;
    }

    /** Refuses what has waited for too long. */
    void expire(long nowMillis, Refusal refusal) {
        while (!entries.isEmpty() && entries.peek().deadlineMillis <= nowMillis) {
            remove().result.accept(refusal);
        }
    }

    private Entry remove() {
        Entry entry = entries.remove();
        total.giveBack(entry.cost());
        return entry;
    }
}
