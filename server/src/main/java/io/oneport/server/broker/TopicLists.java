package io.oneport.server.broker;

import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Walk;
import io.oneport.server.loop.WorkQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Finds the first topics of a query's order, in parts that leave the event loop time for its sockets. */
final class TopicLists {
    private TopicLists() {}

    /**
     * Walks over one worker's topics. On the worker.
     *
     * @param topics all of them; one that comes twice is listed once
     * @return done on the worker
     */
    static CompletableFuture<List<TopicView>> first(WorkQueue queue, Iterator<TopicView> topics, TopicQuery query) {
        TreeSet<TopicView> first = new TreeSet<>(query.comparator());
        return Walk.start(queue, topics, TurnBudget.DELIVERY, topic -> {
                    if (query.wants(topic) && first.add(topic) && first.size() > query.limit()) {
                        first.pollLast();
                    }
                    return true;
                })
                .thenApply(done -> List.copyOf(first));
    }

    /** The first of all that workers have found. */
    static List<TopicView> merged(List<List<TopicView>> found, TopicQuery query) {
        List<TopicView> all = new ArrayList<>();
        found.forEach(all::addAll);
        Comparator<TopicView> order = query.comparator();
        return all.stream().sorted(order).limit(query.limit()).toList();
    }
}
