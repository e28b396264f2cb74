package io.oneport.server.features.topics;

import io.oneport.server.bench.Microbenchmark;
import io.oneport.server.bench.Subscribers;
import io.oneport.server.broker.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** A topic's message as a part of an endless answer, made once for all of its readers. */
public class StreamFormatBenchmark extends Microbenchmark {
    private Message message;

    @Setup
    public void publish() {
        Subscribers subscribers = new Subscribers(1);
        subscribers.publish(1);
        message = subscribers.last();
    }

    @Benchmark
    public byte[] sse() {
        return StreamFormat.SSE.encode(message);
    }

    @Benchmark
    public byte[] jsonLines() {
        return StreamFormat.JSON_LINES.encode(message);
    }
}
