package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A WebSocket that asks for many echoes at once and reads them in steps with pauses between. */
final class SlowReader implements AutoCloseable {
    private final RawSocket socket;
    private final byte[] payload;
    private final int messages;
    private final CompletableFuture<Void> sent;

    SlowReader(int port, int messages, byte[] payload) throws IOException {
        this.messages = messages;
        this.payload = payload;
        socket = RawSocket.connect(port, 4096);
        socket.send(Request.upgrade("/echo").bytes());
        socket.expectSwitch();
        sent = CompletableFuture.runAsync(this::sendAll);
    }

    private void sendAll() {
        try {
            for (int i = 0; i < messages; i++) {
                socket.send(Frames.binary(payload));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads that many steps, each behind a pause; then the rest at once. Returns the number of echoes. */
    int readAllInSteps(int steps, long pauseMillis) throws Exception {
        for (int i = 0; i < messages; i++) {
            if (i < steps) {
                LockSupport.parkNanos(pauseMillis * 1_000_000);
            }
            ServerFrame echo = socket.message();
            assertArrayEquals(payload, echo.payload());
        }
        sent.get();
        socket.send(Frames.close(1000, ""));
        socket.expectClose(1000);
        return messages;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
