package io.oneport.server.connection;

import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A walk over many sockets, in parts that leave the event loop time for each of them. Confined to the loop. */
final class Walk<T> implements Work {
    /** The most to visit in one part, so that walks that are under way at the same time take turns. */
    static final int SLICE = 512;

    private final Iterator<? extends T> items;
    private final int cost;
    private final Predicate<? super T> visitor;
    private final Consumer<Throwable> end;

    /**
     * Creates a walk.
     *
     * @param items what to visit; what it gives may change between the parts
     * @param cost units of a turn's budget that each visit takes
     * @param visitor visits one, and returns whether to go on
     * @param end called once: with null at the end of the walk, or with what ended it early
     */
    Walk(Iterator<? extends T> items, int cost, Predicate<? super T> visitor, Consumer<Throwable> end) {
        this.items = items;
        this.cost = cost;
        this.visitor = visitor;
        this.end = end;
    }

    @Override
    public boolean work(TurnBudget budget) {
        for (int visited = 0; visited < SLICE && budget.left(); visited++) {
            if (!items.hasNext()) {
                end.accept(null);
                return false;
            }
            budget.use(cost, 0);
            if (!visitor.test(items.next())) {
                end.accept(null);
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean failed(Throwable cause) {
        end.accept(cause);
        return false;
    }
}
