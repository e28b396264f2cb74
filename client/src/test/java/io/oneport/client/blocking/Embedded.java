package io.oneport.client.blocking;

import static io.oneport.client.testing.Bytes.latin1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.testing.PlainServer;
import io.oneport.client.wire.EmbeddedWires;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One socket without a network: what the server sends is fed in, what this side sends is read out. */
final class Embedded implements IncomingListener, AutoCloseable {
    static final Target TARGET = Target.parse("ws://127.0.0.1:8080/echo");

    final EmbeddedChannel channel = new EmbeddedChannel();
    final ClientConnection connection;
    final List<SocketMessage> messages = new ArrayList<>();
    Ending ending;

    Embedded(Limits limits) {
        connection = new ClientConnection(EmbeddedWires.loop(channel, limits.maxMessageBytes()), TARGET, limits);
        EmbeddedWires.open(channel, connection.wire(), limits);
    }

    static Limits limits(int maxMessageBytes) {
        return new Limits(Duration.ofSeconds(5), 1024, maxMessageBytes);
    }

    static ClientHandshake handshake() {
        return new ClientHandshake(TARGET, List.of(), List.of(), new Random(7));
    }

    /** The 101 that answers {@link #handshake()}, which always draws the same key. */
    static byte[] switching() {
        var request = handshake().request();
        String key = request.headers().get("Sec-WebSocket-Key");
        request.release();
        return latin1("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + PlainServer.accept(key) + "\r\n\r\n");
    }

    CompletableFuture<HttpAnswer> get() {
        CompletableFuture<HttpAnswer> answer = connection.get("/plaintext", true, List.of());
        channel.runPendingTasks();
        return answer;
    }

    CompletableFuture<WebSocketConnection> upgrade() {
        CompletableFuture<WebSocketConnection> upgraded = connection.upgrade(handshake(), this);
        channel.runPendingTasks();
        return upgraded;
    }

    WebSocketConnection upgraded() {
        CompletableFuture<WebSocketConnection> upgraded = upgrade();
        sent();
        receive(switching());
        return upgraded.join();
    }

    void receive(byte[] bytes) {
        receive(bytes, 0, bytes.length);
    }

    void receive(byte[] bytes, int from, int to) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
        channel.runPendingTasks();
    }

    /** What was sent since the last call. */
    byte[] sent() {
        channel.runPendingTasks();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            part.release();
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    @Override
    public void message(WebSocketConnection from, SocketMessage message) {
        messages.add(message);
    }

    @Override
    public void ended(Ending ending) {
        this.ending = ending;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
