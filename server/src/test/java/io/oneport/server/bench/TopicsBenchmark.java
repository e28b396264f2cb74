package io.oneport.server.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One WebSocket that publishes to many topics by turns, to see what a publish costs the server as topics grow in number. A
 * program that people run against a server of their own; docs/benchmarks.md has the command.
 *
 * <p>Closed loop: a batch of publishes is sent when the one before is answered.
 */
public final class TopicsBenchmark {
    private static final int BATCH = 64;
    private static final String PAYLOAD = "x".repeat(100);
    private static final int TICKS_PER_SECOND = 100; // USER_HZ, which /proc counts in

    private final OutputStream out;
    private final DataInputStream in;
    private final int topics;
    private int next;

    private TopicsBenchmark(Socket socket, int topics) throws IOException {
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.topics = topics;
    }

    /** Runs it: URL of the server, its process id, topics, seconds. */
    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("usage: TopicsBenchmark http://127.0.0.1:8080 PID TOPICS SECONDS");
            System.exit(2);
        }
        URI uri = URI.create(args[0]);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setTcpNoDelay(true);
            new TopicsBenchmark(socket, Integer.parseInt(args[2])).run(args[1], Integer.parseInt(args[3]));
        }
    }

    private void run(String pid, int seconds) throws IOException {
        open();
        long warm = System.nanoTime() + 8_000_000_000L;
        while (next < topics || System.nanoTime() < warm) { // each topic is there before anything is measured
            publishBatch();
        }
        int before = next;
        long ticks = ticks(pid);
        long start = System.nanoTime();
        while (System.nanoTime() < start + seconds * 1_000_000_000L) {
            publishBatch();
        }
        int published = next - before;
        System.out.printf(
                "%,d topics: %,.0f publishes/s, server CPU %.2f us each%n",
                topics,
                published * 1e9 / (System.nanoTime() - start),
                (ticks(pid) - ticks) * 1e6 / TICKS_PER_SECOND / published);
    }

    private void open() throws IOException {
        out.write(("GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Protocol: oneport.v1.json\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("not switched: " + head);
        }
    }

    private void publishBatch() throws IOException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream(BATCH * 200);
        for (int i = 0; i < BATCH; i++) {
            int number = next++;
            byte[] command = ("{\"type\":\"publish\",\"id\":" + number + ",\"topic\":\"bench-" + number % topics
                            + "\",\"data\":\"" + PAYLOAD + "\"}")
                    .getBytes(StandardCharsets.US_ASCII);
            batch.write(0x81);
            batch.write(0x80 | 126);
            batch.write(command.length >> 8);
            batch.write(command.length);
            batch.write(new byte[4]); // a mask of zeros changes nothing
            batch.write(command);
        }
        batch.writeTo(out);
        for (int i = 0; i < BATCH; i++) {
            answer();
        }
    }

    private void answer() throws IOException {
        in.readByte();
        int length = in.readByte();
        byte[] event = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
        String text = new String(event, StandardCharsets.US_ASCII);
        if (!text.startsWith("{\"type\":\"published\"")) {
            throw new IOException("not published: " + text);
        }
    }

    /** The CPU time that a process has used (proc_pid_stat(5), fields 14 and 15). */
    private static long ticks(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
