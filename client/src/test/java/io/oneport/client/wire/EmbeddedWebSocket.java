package io.oneport.client.wire;

import static io.oneport.client.testing.Bytes.latin1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.testing.PlainServer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One socket without a network, what its listener heard, and what a test needs to speak with it byte for byte. */
final class EmbeddedWebSocket implements WireListener {
    static final int MAX_BYTES = 70_000;

    private static final Target TARGET = Target.parse("ws://127.0.0.1:8080/echo");

    final EmbeddedChannel channel = new EmbeddedChannel();
    final List<String> heard = new ArrayList<>();
    final WebSocketWire wire;
    private final WireLoop loop = EmbeddedWires.loop(channel, MAX_BYTES);
    private final String key;
    WireEnd end;

    /** One that offers no extension. */
    EmbeddedWebSocket() {
        this(false);
    }

    EmbeddedWebSocket(boolean deflate) {
        // Always the same key.
        ClientHandshake handshake = new ClientHandshake(TARGET, List.of(), List.of(), deflate, new Random(7));
        var request = handshake.request();
        key = request.headers().get("Sec-WebSocket-Key");
        request.release();
        wire = new WebSocketWire(
                loop, this, handshake, new Limits(Duration.ofSeconds(5), 16 << 10, MAX_BYTES), Patience.LOAD);
        channel.pipeline().addLast(Wires.HTTP_DECODER, new HttpResponseDecoder());
        channel.pipeline().addLast(wire);
        wire.start();
    }

    /**
     * The answer that switches.
     *
     * @param more header lines, each with its end
     */
    byte[] switching(String more) {
        return latin1("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + PlainServer.accept(key) + "\r\n" + more + "\r\n");
    }

    EmbeddedWebSocket upgraded() {
        return upgraded("");
    }

    EmbeddedWebSocket upgraded(String more) {
        sent();
        receive(switching(more));
        return this;
    }

    void receive(byte[] bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        channel.runPendingTasks();
    }

    byte[] sent() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        return all.toByteArray();
    }

    @Override
    public void ready() {
        heard.add("ready");
    }

    @Override
    public void message(byte[] content, int length, boolean text) {
        heard.add(heardOf(Arrays.copyOf(content, length), text));
    }

    @Override
    public void parted() {
        heard.add("parted");
    }

    @Override
    public void closed(WireEnd end) {
        this.end = end;
        heard.add("closed " + end.kind());
    }

    /** How many ports it has left to rest. */
    int resting() {
        return loop.restingPorts().count(RestingPorts.LONGEST_SECONDS, System.nanoTime());
    }

    void finish() {
        channel.finishAndReleaseAll();
        loop.close();
    }

    /** What is heard of a message. */
    static String heardOf(byte[] payload, boolean text) {
        return (text ? "text " : "binary ") + payload.length + " " + Arrays.hashCode(payload);
    }

    /** A server's frame. */
    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length <= 125) {
            out.write(payload.length);
        } else if (payload.length <= 0xffff) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Bytes at random, always the same ones of a length. */
    static byte[] payload(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        return payload;
    }

    /** The payload of one short masked frame that this client sent. */
    static String unmasked(byte[] frame) {
        int length = frame[1] & 0x7f;
        byte[] payload = Arrays.copyOfRange(frame, 6, 6 + length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= frame[2 + (i & 3)];
        }
        return new String(payload, StandardCharsets.ISO_8859_1);
    }
}
