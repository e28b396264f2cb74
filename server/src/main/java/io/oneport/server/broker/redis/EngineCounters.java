package io.oneport.server.broker.redis;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of a Redis broker. Any thread. */
final class EngineCounters {
    /** Calls that published. */
    final LongAdder batches = new LongAdder();
    /** Messages in them. */
    final LongAdder published = new LongAdder();
    /** Messages that came live although one before them had not. */
    final LongAdder gaps = new LongAdder();
    /** Changes of epoch in what came live. */
    final LongAdder forks = new LongAdder();
    /** Reads that said that something after a position is lost. */
    final LongAdder resets = new LongAdder();
    /** Bytes of publications that are not answered. */
    final AtomicLong inFlightBytes = new AtomicLong();
    /** Reads of history. */
    final LongAdder reads = new LongAdder();
    /** Publications that were sent a second time, since the first answer never came. */
    final LongAdder repeated = new LongAdder();
    /** Connections that were made after the first. */
    final LongAdder reconnects = new LongAdder();
    /** When the last echo came, in {@link System#nanoTime}. */
    volatile long lastEchoNanos = System.nanoTime();
}
