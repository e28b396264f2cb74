package io.oneport.client.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket of the JDK's client, which shares no code with Netty. Everything that it waits for is bounded. */
final class JdkSocket implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder binary = new StringBuilder();
    private final WebSocket socket;

    /** Opens one; throws what the JDK does, in a CompletionException. */
    JdkSocket(FaultyServer server, String path) {
        socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create(server.url().replace("http", "ws") + path), this)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    void send(String... texts) {
        for (String each : texts) {
            socket.sendText(each, true).join();
        }
    }

    void sendBinary(String hex) {
        socket.sendBinary(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), true).join();
    }

    /** The next that came: a text, {@code 0x} and a binary message in hex, or {@code close} and its code. */
    String next() throws InterruptedException {
        String next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within " + PATIENCE_SECONDS + "s");
        }
        return next;
    }

    List<String> next(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        while (next.size() < count) {
            next.add(next());
        }
        return next;
    }

    /** Says goodbye and gives all that came until the server had said it too. */
    List<String> leave() throws InterruptedException {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        List<String> rest = new ArrayList<>();
        for (String next = next(); !next.equals("close 1000"); next = next()) {
            rest.add(next);
        }
        return rest;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        add(text.append(data), last);
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        add(binary.append(binary.isEmpty() ? "0x" : "").append(HexFormat.of().formatHex(bytes)), last);
        from.request(1);
        return null;
    }

    private void add(StringBuilder message, boolean last) {
        if (last) {
            arrived.add(message.toString());
            message.setLength(0);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        arrived.add("close " + code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        arrived.add("error " + error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
