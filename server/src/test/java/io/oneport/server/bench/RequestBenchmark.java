package io.oneport.server.bench;

import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** An HTTP request's way from bytes read to bytes written: decoder, guard, upgrade detector, router, answer. */
public class RequestBenchmark extends Microbenchmark {
    private static final int MANY = 16;
    private static final String FIRST = request("/plaintext?first");
    private static final String SECOND = request("/plaintext?other");

    private final Connection connection = new Connection();
    private final ByteBuf same = Connection.bytes(FIRST);
    private final ByteBuf sixteenSame = Connection.bytes(FIRST.repeat(MANY));
    private final ByteBuf alternating = Connection.bytes(FIRST + SECOND);

    private static String request(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost:8080\r\nAccept: */*\r\n\r\n";
    }

    @Setup
    public void open() {
        connection.read(same);
        long answer = connection.written();
        connection.read(same);
        connection.read(sixteenSame);
        connection.read(alternating);
        connection.requireWritten((2 + MANY + 2) * answer);
    }

    /** The same head as before, byte for byte, as most clients send it. */
    @Benchmark
    public void repeatedHead() {
        connection.read(same);
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void repeatedHeadOf16Pipelined() {
        connection.read(sixteenSame);
    }

    /** Two heads by turns, so that each is decoded and guarded. */
    @Benchmark
    @OperationsPerInvocation(2)
    public void anotherHead() {
        connection.read(alternating);
    }
}
