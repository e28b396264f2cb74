package io.oneport.server.loop;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Many pieces of work of one kind that count as one in a {@link WorkQueue}: each part of it is a part of one piece, so that
 * work of other kinds waits for one piece at a time, however many there are. Their owners take turns: who has many waits longer
 * than who has one. What remains of a piece after its first part counts for itself. Confined to the event loop.
 */
public final class GroupedWork implements Work {
    private final WorkQueue queue;
    private final Queue<Work> urgent = new ArrayDeque<>();
    /** By their owners; whose turn is next comes first. */
    private final Map<Long, Queue<Work>> others = new LinkedHashMap<>();

    private int size;

    /**
     * Creates a group without work.
     *
     * @param queue the loop's work, of which the group is to be a part
     */
    public GroupedWork(WorkQueue queue) {
        this.queue = queue;
    }

    /** Adds a piece, which must not be waiting here already; it comes before all others that are not urgent. */
    public void addUrgent(Work piece) {
        urgent.add(piece);
        added();
    }

    /**
     * Adds a piece, which must not be waiting here already.
     *
     * @param owner any number that stands for who has caused it
     */
    public void add(Work piece, long owner) {
        others.computeIfAbsent(owner, first -> new ArrayDeque<>(2)).add(piece);
        added();
    }

    private void added() {
        if (size++ == 0) {
            queue.add(this);
        }
    }

    /** How many pieces wait for their turn. */
    public int size() {
        return size;
    }

    @Override
    public boolean work(TurnBudget budget) {
        Work next = urgent.isEmpty() ? ofNextOwner() : urgent.remove();
        if (WorkQueue.doPart(next, budget)) {
            queue.add(next);
        }
        return --size > 0; // not before: what the piece adds must find the group in the queue
    }

    private Work ofNextOwner() {
        Iterator<Map.Entry<Long, Queue<Work>>> first = others.entrySet().iterator();
        Map.Entry<Long, Queue<Work>> entry = first.next();
        Long owner = entry.getKey();
        Queue<Work> pieces = entry.getValue();
        first.remove();
        Work next = pieces.remove();
        if (!pieces.isEmpty()) {
            others.put(owner, pieces);
        }
        return next;
    }

    /** Not called for a piece's failure, which is dealt with where it was done. */
    @Override
    public boolean failed(Throwable cause) {
        return size > 0;
    }
}
