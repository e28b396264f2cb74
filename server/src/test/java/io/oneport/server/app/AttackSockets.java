package io.oneport.server.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Many sockets that read nothing. */
final class AttackSockets implements AutoCloseable {
    static final byte[] PAYLOAD = new byte[60_000];

    /** How long an attack lasts at most. */
    private static final long ATTACK_NANOS = TimeUnit.SECONDS.toNanos(12);

    private final int port;
    private final int receiveBytes;
    private final int most;
    private final long end = System.nanoTime() + ATTACK_NANOS;
    private final List<SocketChannel> open = new ArrayList<>();
    private int steps;
    private int failed;

    AttackSockets(int port) {
        this(port, 0);
    }

    AttackSockets(int port, int receiveBytes) {
        this(port, receiveBytes, Integer.MAX_VALUE);
    }

    /**
     * Creates them.
     *
     * @param receiveBytes what the system may keep for one that reads nothing, so that the rest stays with the server; 0
     *     for as much as it likes
     * @param most how many to open; a further one counts as refused
     */
    AttackSockets(int port, int receiveBytes, int most) {
        this.port = port;
        this.most = most;
        this.receiveBytes = receiveBytes;
    }

    /** Sockets that were refused or cut. */
    int failed() {
        return failed;
    }

    int steps() {
        return steps;
    }

    /** Whether there is time for another step. */
    boolean goesOn() {
        steps++;
        return System.nanoTime() - end < 0;
    }

    /** Opens one and sends; the socket may have been refused. */
    SocketChannel open(String first, byte[]... more) throws IOException {
        SocketChannel socket = SocketChannel.open();
        if (open.size() >= most) {
            failed++;
            socket.close();
            return socket;
        }
        open.add(socket);
        try {
            if (receiveBytes > 0) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.configureBlocking(false);
        } catch (IOException refused) {
            failed++;
            socket.close();
            return socket;
        }
        send(socket, first.getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] part : more) {
            send(socket, part);
        }
        return socket;
    }

    /** Sends as much as the system takes within a moment. */
    void send(SocketChannel socket, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            for (int i = 0; buffer.hasRemaining() && i < 20; i++) {
                if (socket.write(buffer) == 0) {
                    Thread.sleep(1);
                }
            }
        } catch (IOException cut) {
            failed++;
            socket.close();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    void sendToAll(byte[] bytes) throws IOException {
        for (int i = 0; i < open.size() && goesOn(); i++) {
            if (open.get(i).isOpen()) {
                send(open.get(i), bytes);
            }
        }
    }

    void publish(String path) throws IOException {
        exchange(post(path, PAYLOAD.length), PAYLOAD);
    }

    void batch(String lines) throws IOException {
        byte[] body = lines.getBytes(StandardCharsets.UTF_8);
        exchange(
                "POST /t HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                        + body.length + "\r\nConnection: close\r\n\r\n",
                body);
    }

    private void exchange(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            InputStream in = socket.getInputStream();
            if (in.readNBytes(12).length < 12) {
                failed++;
            }
        } catch (IOException refused) {
            failed++;
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel socket : open) {
            socket.close();
        }
    }

    static String upgrade(String path, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n";
    }

    static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    }

    static String field(int number, int length) {
        return "x" + number + ": " + "v".repeat(length) + "\r\n";
    }

    /** A head with a mask of zeros. */
    static byte[] frameHead(int opcode, int length) {
        return new byte[] {(byte) (0x80 | opcode), (byte) (0x80 | 126), (byte) (length >> 8), (byte) length, 0, 0, 0, 0
        };
    }

    static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        if (payload.length < 126) {
            frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0);
        } else {
            frame.put(frameHead(1, payload.length));
        }
        frame.put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }
}
