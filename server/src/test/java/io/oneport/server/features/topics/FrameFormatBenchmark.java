package io.oneport.server.features.topics;

import io.oneport.server.bench.Microbenchmark;
import io.oneport.server.bench.Subscribers;
import io.oneport.server.broker.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** A topic's message as a WebSocket message in JSON: made once, and found by every further reader. */
public class FrameFormatBenchmark extends Microbenchmark {
    private Message message;

    @Setup
    public void publish() {
        Subscribers subscribers = new Subscribers(1);
        subscribers.publish(1);
        message = subscribers.last();
    }

    @Benchmark
    public byte[] json() {
        return FrameFormat.JSON.encode(message);
    }

    @Benchmark
    public byte[] again() {
        return message.encoded(FrameFormat.JSON);
    }
}
