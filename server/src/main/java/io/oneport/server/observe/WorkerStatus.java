package io.oneport.server.observe;

/**
 * What one event loop has done since the server began.
 *
 * @param worker its number
 * @param totals a copy of its counters
 * @param cpuNanos CPU time that its thread has used; -1 if the JVM does not measure it
 */
public record WorkerStatus(int worker, Totals totals, long cpuNanos) {}
