package io.oneport.server.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What a topic does for each delivery, without the sockets. */
public class TopicBenchmark extends Microbenchmark {
    private static final int READERS = 1_000;
    private static final int MANY = 16;

    private final Subscribers nobody = new Subscribers(0);
    private final Subscribers thousand = new Subscribers(READERS);

    /** A publication that nobody reads: numbered and kept. */
    @Benchmark
    public long publish() {
        return nobody.publish(1);
    }

    @Benchmark
    @OperationsPerInvocation(READERS)
    public long deliverTo1000() {
        return thousand.publish(1);
    }

    /** Sixteen messages that wait together, for each delivery. */
    @Benchmark
    @OperationsPerInvocation(MANY * READERS)
    public long deliver16To1000() {
        return thousand.publish(MANY);
    }
}
