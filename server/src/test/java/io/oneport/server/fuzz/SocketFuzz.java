package io.oneport.server.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.WebSocket;
import io.oneport.server.app.SocketInitializer;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.observe.SocketLedger;
import io.oneport.server.observe.SocketView;
import io.oneport.server.websocket.WebSocketSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Everything that a socket may send, from its first byte on: requests, upgrades, frames. Whatever comes, and however it is
 * cut, the answers are well formed and the same, and the server blames itself for nothing.
 *
 * <p>The input's first byte says what goes before the rest of it; the next two say where all of it is cut.
 */
public final class SocketFuzz {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(10, 65536, LONG, LONG, LONG, LONG, 1 << 20, 10);
    private static final int LIMIT = 1024;
    private static final byte TLS_ALERT = 21;
    private static final List<byte[]> BEFORE = List.of(
            new byte[0],
            Request.upgrade("/echo").bytes(),
            ascii("POST /plaintext HTTP/1.1\r\nHost: here\r\n"),
            ascii("PUT /plaintext HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"));

    private SocketFuzz() {}

    /** Called by Jazzer, and for each input of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length < 3) {
            return;
        }
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(BEFORE.get(input[0] & 3));
        sent.write(input, 3, input.length - 3);
        byte[] all = sent.toByteArray();
        int first = (input[1] & 0xff) * all.length / 255;
        int second = first + (input[2] & 0xff) * (all.length - first) / 255;
        List<String> whole = repliesTo(all);
        List<String> cut = repliesTo(
                Arrays.copyOf(all, first),
                Arrays.copyOfRange(all, first, second),
                Arrays.copyOfRange(all, second, all.length));
        assertEquals(whole, cut);
    }

    private static List<String> repliesTo(byte[]... parts) throws IOException {
        EmbeddedChannel channel = new EmbeddedChannel();
        try {
            Connections connections = new Connections(channel.eventLoop(), 1_000_000_000, SOCKETS);
            SocketLedger ledger = new SocketLedger(connections, 1);
            channel.pipeline().addLast(initializer(connections));
            for (byte[] part : parts) {
                if (channel.isOpen()) {
                    channel.writeInbound(Unpooled.copiedBuffer(part)); // a copy: frames are unmasked in place
                    channel.runPendingTasks();
                }
            }
            CompletableFuture<SocketView> view = ledger.view(0);
            channel.runPendingTasks();
            Closing closing = view.join().closing();
            assertTrue(closing == null || !closing.reason().equals("internal error"));
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                ByteBuf bytes = (ByteBuf) out;
                written.writeBytes(ByteBufUtil.getBytes(bytes));
                bytes.release();
            }
            return replies(written.toByteArray());
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static SocketInitializer initializer(Connections connections) {
        return new SocketInitializer(
                new HttpSettings(LIMIT, LIMIT, 100, LIMIT, LONG, LONG, LONG, LONG),
                new WebSocketSettings(LIMIT, LONG, LONG, LONG, LONG, LONG),
                SOCKETS,
                new Origins(List.of()),
                HostNames.any(),
                connections,
                new Routes(List.of(
                        Route.get("/plaintext", exchange -> exchange.answer(Response.text("Hello, World!"))),
                        Route.webSocket("/echo", (socket, opening) -> WebSocket::send))));
    }

    /** Each answer and each message, but for times; a message that has no end yet is left out. */
    private static List<String> replies(byte[] written) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(written);
        List<String> replies = new ArrayList<>();
        if (written.length > 0 && written[0] == TLS_ALERT) {
            return List.of("TLS alert");
        }
        boolean frames = false;
        StringBuilder message = new StringBuilder();
        while (in.available() > 0) {
            if (frames) {
                ServerFrame frame = frame(in);
                if (frame == null) {
                    break;
                }
                boolean control = frame.opcode() >= Frames.CLOSE;
                String text = frame.opcode() + " " + new String(frame.payload(), StandardCharsets.ISO_8859_1);
                if (frame.opcode() == Frames.CLOSE) {
                    assertNotEquals(1011, frame.closeCode());
                }
                if (control) {
                    replies.add(text);
                } else {
                    message.append(frame.opcode() == Frames.CONTINUATION ? text.substring(2) : text);
                    if (frame.fin()) {
                        replies.add(message.toString());
                        message.setLength(0);
                    }
                }
            } else {
                HttpAnswer answer = HttpAnswer.read(in, false);
                assertNotEquals(500, answer.status());
                frames = answer.status() == 101;
                // Of two things that are wrong with a request, either may be named, as its bytes come in.
                replies.add(answer.status() >= 400 && answer.closes() ? "refused" : answer.masked());
            }
        }
        return replies;
    }

    private static ServerFrame frame(ByteArrayInputStream in) throws IOException {
        try {
            return ServerFrame.read(in);
        } catch (EOFException e) {
            return null; // a long echo is written as it comes
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
