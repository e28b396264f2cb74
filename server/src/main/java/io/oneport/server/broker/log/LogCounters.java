package io.oneport.server.broker.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of a log. Any thread. */
final class LogCounters {
    /** Batches that were written. */
    final LongAdder batches = new LongAdder();
    /** Bytes in them. */
    final LongAdder writtenBytes = new LongAdder();
    /** Batches that were made durable. */
    final LongAdder syncs = new LongAdder();
    /** What that took. */
    final LongAdder syncNanos = new LongAdder();
    /** What publications cost that are being written. */
    final AtomicLong inFlightBytes = new AtomicLong();
    /** What it took to read the log at the start. */
    volatile long recoveryNanos;
}
