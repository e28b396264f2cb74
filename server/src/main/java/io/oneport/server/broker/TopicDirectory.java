package io.oneport.server.broker;

import io.oneport.protocol.TopicName;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What operators may know of topics, without a way to read or publish messages. Any thread. */
public interface TopicDirectory {
    /** The topics that a query asks for, in its order. Done in parts on each worker. */
    CompletableFuture<List<TopicView>> find(TopicQuery query);

    /** One topic; null if nobody reads it here and nothing of it is held here. */
    CompletableFuture<TopicView> view(TopicName name);

    /** Sums over all topics. Costs the same however many there are. */
    CompletableFuture<TopicTotals> totals();

    /** Whether messages can be published and read now. */
    BrokerState state();
}
