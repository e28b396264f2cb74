package io.oneport.server.cost;

import com.sun.management.ThreadMXBean;
import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How many bytes of heap the event loop allocates for each echo, each HTTP request, each publication and each delivery of
 * it. The client is another thread, so what it allocates does not count.
 */
final class AllocationProbe {
    private static final int ECHOES = 4_000;
    private static final int PUBLICATIONS = 300;
    private static final int ROUNDS = 5;
    private static final int FEW = 10;
    private static final int MANY = 50;
    private static final int PAYLOAD_BYTES = 20;

    private final TestServer server;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final long eventLoop;

    private AllocationProbe(TestServer server) {
        this.server = server;
        this.eventLoop = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("worker"))
                .mapToLong(Thread::getId)
                .findFirst()
                .orElseThrow();
    }

    /** One thing that a client does, and waits for. */
    private interface Exchange {
        void run() throws IOException;
    }

    public static void main(String[] args) throws IOException {
        try (TestServer server = TestServer.start("--transport=" + args[0], "--worker-threads=1")) {
            AllocationProbe probe = new AllocationProbe(server);
            probe.echo();
            probe.http("http");
            probe.fanOut();
        }
        for (String format : List.of("common", "json")) {
            Path file = Files.createTempFile("access", ".log");
            try (TestServer server = TestServer.start(
                    "--transport=" + args[0],
                    "--worker-threads=1",
                    "--access-log=" + file,
                    "--access-log-format=" + format)) {
                new AllocationProbe(server).http("http-logged-" + format);
            } finally {
                Files.delete(file);
            }
        }
    }

    private void echo() throws IOException {
        try (Peer peer = Peer.webSocket(server.address(), "/echo")) {
            ByteBuffer frame = Peer.frame(PAYLOAD_BYTES);
            print("echo", bytesFor(ECHOES, () -> {
                peer.send(frame);
                peer.receive(2 + PAYLOAD_BYTES);
            }));
            ByteBuffer many = ByteBuffer.allocateDirect(16 * frame.capacity());
            for (int i = 0; i < 16; i++) {
                many.put(frame.rewind());
            }
            print(
                    "echo-of-16",
                    bytesFor(ECHOES / 16, () -> {
                                peer.send(many);
                                peer.receive(16 * (2 + PAYLOAD_BYTES));
                            })
                            / 16);
        }
    }

    private void http(String name) throws IOException {
        try (Peer peer = new Peer(server.address())) {
            ByteBuffer request = Peer.bytes("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n");
            peer.send(request);
            int answer = peer.receiveUntil("Hello, World!");
            print(name, bytesFor(ECHOES, () -> {
                peer.send(request);
                peer.receive(answer);
            }));
        }
    }

    /** What one publication costs by itself is the same for few and many readers; the rest is for each reader. */
    private void fanOut() throws IOException {
        publication(MANY); // else the compiler may know a send's objects to be needless in the second count only
        double few = publication(FEW);
        double many = publication(MANY);
        double delivery = (many - few) / (MANY - FEW);
        print("publication", few - FEW * delivery);
        print("delivery", delivery);
    }

    private double publication(int readers) throws IOException {
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < readers; i++) {
                peers.add(Peer.webSocket(server.address(), "/t/cost"));
            }
            ByteBuffer frame = Peer.frame(PAYLOAD_BYTES);
            return bytesFor(PUBLICATIONS, () -> {
                peers.get(0).send(frame);
                for (Peer peer : peers) {
                    peer.receive(2 + PAYLOAD_BYTES);
                }
            });
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    /** The least of some rounds: what a message costs is in each of them, what the loop does once a second is not. */
    private double bytesFor(int count, Exchange exchange) throws IOException {
        repeat(count, exchange); // pools fill, and what is made once is made
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getThreadAllocatedBytes(eventLoop);
            repeat(count / ROUNDS, exchange);
            long allocated = threads.getThreadAllocatedBytes(eventLoop) - before;
            least = Math.min(least, (double) allocated / (count / ROUNDS));
        }
        return least;
    }

    private static void repeat(int count, Exchange exchange) throws IOException {
        for (int i = 0; i < count; i++) {
            exchange.run();
        }
    }

    private static void print(String name, double bytes) {
        System.out.println(name + " " + bytes);
    }
}
