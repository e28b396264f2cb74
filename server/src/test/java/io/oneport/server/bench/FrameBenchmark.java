package io.oneport.server.bench;

import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** A WebSocket's way from bytes read to bytes written: a frame is found, unmasked, and its message echoed. */
public class FrameBenchmark extends Microbenchmark {
    private static final int MANY = 16;

    private final Connection connection = new Connection();
    private final ByteBuf small = frame(20);
    private final ByteBuf large = frame(1024);
    private final ByteBuf many = Connection.buffer(MANY * small.readableBytes());

    /** Its mask, of zeros, leaves the payload as it is, so that the same bytes can be read again. */
    private static ByteBuf frame(int payloadBytes) {
        ByteBuf frame = Connection.buffer(8 + payloadBytes).writeByte(0x82);
        if (payloadBytes < 126) {
            frame.writeByte(0x80 | payloadBytes);
        } else {
            frame.writeByte(0x80 | 126).writeShort(payloadBytes);
        }
        return frame.writeInt(0).writeZero(payloadBytes);
    }

    @Setup
    public void open() {
        for (int i = 0; i < MANY; i++) {
            many.writeBytes(small, 0, small.readableBytes());
        }
        connection.read(HandshakeBenchmark.upgrade());
        long handshake = connection.written();
        connection.read(small);
        connection.read(large);
        connection.read(many);
        connection.requireWritten(handshake + 22 + 1028 + MANY * 22);
    }

    @Benchmark
    public void echo20Bytes() {
        connection.read(small);
    }

    @Benchmark
    public void echo1KiB() {
        connection.read(large);
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void echo20BytesOf16InARead() {
        connection.read(many);
    }
}
