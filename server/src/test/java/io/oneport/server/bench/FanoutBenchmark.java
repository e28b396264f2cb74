package io.oneport.server.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One publisher, many subscribers, over raw WebSockets, on one thread: deliveries a second, and the time from publish to
 * delivery. A program that people run against a server of their own; docs/benchmarks.md has the command.
 *
 * <p>Closed loop: the next message is published when the window's oldest has reached every subscriber, so the time is
 * that of a server that is as busy as this client can make it.
 */
public final class FanoutBenchmark {
    private static final int PAYLOAD_BYTES = 100;
    private static final int FRAME_BYTES = 2 + PAYLOAD_BYTES;
    private static final int MAX_SAMPLES = 20_000_000;

    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
    private final long[] sentNanos = new long[1 << 16];
    private final int[] arrived = new int[1 << 16];
    private final long[] samples = new long[MAX_SAMPLES];
    private final int subscribers;
    private final int window;
    private int sampleCount;
    private long deliveries;
    private int published;
    private int complete;
    private boolean measuring;

    private FanoutBenchmark(int subscribers, int window) {
        this.subscribers = subscribers;
        this.window = window;
    }

    /** One subscriber: how many bytes of frames it has got. */
    private static final class Subscriber {
        long bytes;
    }

    /** Runs it: URL of the server, subscribers, messages in flight, seconds. */
    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("usage: FanoutBenchmark http://127.0.0.1:8080 SUBSCRIBERS IN_FLIGHT SECONDS");
            System.exit(2);
        }
        URI uri = URI.create(args[0]);
        new FanoutBenchmark(Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                .run(new InetSocketAddress(uri.getHost(), uri.getPort()), Integer.parseInt(args[3]));
    }

    private void run(InetSocketAddress server, int seconds) throws IOException {
        Selector selector = Selector.open();
        for (int i = 0; i < subscribers; i++) {
            SocketChannel channel = open(server);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Subscriber());
        }
        SocketChannel publisher = open(server); // it gets every message, too; nobody reads them on this socket
        publisher.configureBlocking(false);
        publisher.register(selector, SelectionKey.OP_READ);
        long warm = System.nanoTime() + 3_000_000_000L;
        long end = 0;
        while (end == 0 || System.nanoTime() < end) {
            while (published - complete < window) {
                publish(publisher);
            }
            selector.select(this::read, 100);
            if (end == 0 && System.nanoTime() > warm) {
                measuring = true;
                end = System.nanoTime() + seconds * 1_000_000_000L;
            }
        }
        report(seconds);
        selector.close();
    }

    private static SocketChannel open(InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        channel.socket().setTcpNoDelay(true);
        String request = "GET /t/bench HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("the server closed: " + head);
            }
            head.append((char) one.get(0));
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("not switched: " + head);
        }
        return channel;
    }

    private void publish(SocketChannel publisher) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(6 + PAYLOAD_BYTES);
        frame.put((byte) 0x82).put((byte) (0x80 | PAYLOAD_BYTES)).putInt(0); // a mask of zeros changes nothing
        frame.position(0);
        int slot = published++ & 0xffff;
        arrived[slot] = 0;
        sentNanos[slot] = System.nanoTime();
        while (frame.hasRemaining()) {
            publisher.write(frame);
        }
    }

    private void read(SelectionKey key) {
        try {
            input.clear();
            int count = ((SocketChannel) key.channel()).read(input);
            if (count < 0) {
                throw new IOException("the server closed a socket");
            }
            if (key.attachment() instanceof Subscriber subscriber) {
                long before = subscriber.bytes / FRAME_BYTES;
                subscriber.bytes += count;
                long now = System.nanoTime();
                for (long message = before; message < subscriber.bytes / FRAME_BYTES; message++) {
                    delivered((int) message & 0xffff, now);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void delivered(int slot, long now) {
        if (measuring) {
            deliveries++;
            if (sampleCount < MAX_SAMPLES) {
                samples[sampleCount++] = now - sentNanos[slot];
            }
        }
        if (++arrived[slot] == subscribers) {
            complete++;
        }
    }

    private void report(int seconds) {
        Arrays.sort(samples, 0, sampleCount);
        System.out.printf(
                "%,d subscribers, %d in flight: %,d deliveries/s, publish to delivery p50 %.2f ms, p99 %.2f ms%n",
                subscribers, window, deliveries / seconds, percentile(50), percentile(99));
    }

    private double percentile(int percent) {
        return samples[(int) ((long) sampleCount * percent / 100)] / 1e6;
    }
}
