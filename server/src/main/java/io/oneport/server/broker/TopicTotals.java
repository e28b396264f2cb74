package io.oneport.server.broker;

import io.oneport.server.loop.Durations;

/**
 * Sums over topics. Each worker counts its own, so reading them costs the same however many topics there are.
 *
 * @param topics topics that are held here, and those that have readers here
 * @param subscribers readers of topics
 * @param publications publications since the server began, those that were refused included
 * @param pendingBytes bytes of publications that wait for readers
 * @param handedBytes bytes of messages handed to fan-outs since the server began
 * @param deliveredBytes how many of them were delivered; the others are the backlog
 * @param historyMessages messages in memory's histories
 * @param historyBytes what they count against {@code history-total}
 * @param latency from when this server had a message until it was handed to a reader's socket, for each reader
 */
public record TopicTotals(
        long topics,
        long subscribers,
        long publications,
        long pendingBytes,
        long handedBytes,
        long deliveredBytes,
        long historyMessages,
        long historyBytes,
        Durations latency) {
    /** The sum of both. */
    TopicTotals plus(TopicTotals other) {
        Durations both = Durations.latency();
        both.add(latency);
        both.add(other.latency);
        return new TopicTotals(
                topics + other.topics,
                subscribers + other.subscribers,
                publications + other.publications,
                pendingBytes + other.pendingBytes,
                handedBytes + other.handedBytes,
                deliveredBytes + other.deliveredBytes,
                historyMessages + other.historyMessages,
                historyBytes + other.historyBytes,
                both);
    }

    /** Bytes of messages that readers' sockets have not been handed yet. */
    public long backlogBytes() {
        return Math.max(0, handedBytes - deliveredBytes); // the two are counted by different workers
    }
}
