package io.oneport.server.broker;

/**
 * A figure of a broker, for {@code /metrics}.
 *
 * @param name as Prometheus has it, without labels
 * @param counter whether it only grows
 * @param help what it counts, in a sentence
 */
public record BrokerMetric(String name, boolean counter, String help, double value) {}
