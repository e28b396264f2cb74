package io.oneport.server.loop;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** A walk over many items, in parts that leave the event loop time for its sockets. Confined to the loop. */
public final class Walk<T> implements Work {
    /** The most to visit in one part, so that walks that are under way at the same time take turns. */
    public static final int SLICE = 512;

    private final Iterator<? extends T> items;
    private final int cost;
    private final Predicate<? super T> visitor;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private Walk(Iterator<? extends T> items, int cost, Predicate<? super T> visitor) {
        this.items = items;
        this.cost = cost;
        this.visitor = visitor;
    }

    /**
     * Starts a walk. On the event loop.
     *
     * @param queue the loop's work
     * @param items what to visit; what it gives may change between the parts
     * @param cost units of a turn's budget that each visit takes
     * @param visitor visits one, and returns whether to go on
     * @return done when the walk has ended, on the loop; failed with what the visitor threw
     */
    public static <T> CompletableFuture<Void> start(
            WorkQueue queue, Iterator<? extends T> items, int cost, Predicate<? super T> visitor) {
        Walk<T> walk = new Walk<>(items, cost, visitor);
        queue.add(walk);
        return walk.end;
    }

    @Override
    public boolean work(TurnBudget budget) {
        for (int visited = 0; visited < SLICE && budget.left(); visited++) {
            if (!items.hasNext()) {
                end.complete(null);
                return false;
            }
            budget.use(cost, 0);
            if (!visitor.test(items.next())) {
                end.complete(null);
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean failed(Throwable cause) {
        end.completeExceptionally(cause);
        return false;
    }
}
