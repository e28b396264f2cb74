package io.oneport.server.broker;

import io.oneport.server.loop.Durations;

/** What one worker counts of topics: of those that it owns, and of what it delivers to its readers. Confined to the worker. */
final class TopicCounters {
    /** Publications to topics that it owns. */
    long publications;
    /** Readers of topics that it owns. */
    long subscribers;
    /** Bytes of messages that were handed to fan-outs by topics that it owns. */
    long handedBytes;
    /** Bytes of messages that its fan-outs have delivered. */
    long deliveredBytes;
    /** From when this server had a message until it was handed to a reader's socket, for each reader. */
    final Durations latency = Durations.latency();
}
