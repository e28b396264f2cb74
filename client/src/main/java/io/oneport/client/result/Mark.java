package io.oneport.client.result;

/**
 * A moment in which the client itself stood still, which may explain what is seen then.
 *
 * @param atSeconds when it was noticed, at most a second later, in seconds since the run began
 * @param kind {@code gc} for garbage collection, {@code stall} for an event loop
 * @param nanos how long, at the most
 */
public record Mark(double atSeconds, String kind, long nanos) {}
