package io.oneport.server.observe;

/**
 * What one event loop has done since the server began, and what it has to do.
 *
 * @param worker its number
 * @param totals a copy of its counters
 * @param cpuNanos CPU time that its thread has used; -1 if the JVM does not measure it
 * @param queuedWork pieces of long work that wait for their turn
 * @param unfinishedBytes bytes of messages and request bodies whose rest has not arrived
 */
public record WorkerStatus(int worker, Totals totals, long cpuNanos, int queuedWork, long unfinishedBytes) {}
