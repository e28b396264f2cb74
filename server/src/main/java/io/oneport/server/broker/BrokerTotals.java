package io.oneport.server.broker;

/**
 * What a broker holds in memory for one worker.
 *
 * @param topics topics with readers or a history
 * @param messages messages in history
 * @param bytes what they count against {@code history-total}
 */
public record BrokerTotals(int topics, long messages, long bytes) {}
