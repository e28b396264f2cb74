package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.WebSocket;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.observe.SocketLedger;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rewriting of one channel's pipeline, seen from inside: names, order, cut positions, siblings. */
class PipelineSwitchTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(10, 65536, LONG, LONG, LONG, LONG, 1 << 20, 10);
    private static final String TAIL = "DefaultChannelPipeline$TailContext#0";
    private static final List<String> FRONT = List.of("front", TAIL);
    private static final List<String> HTTP =
            List.of("http-decoder", "request-guard", "upgrade-detector", "router", TAIL);
    private static final List<String> WEBSOCKET = List.of("websocket", TAIL);

    private final EmbeddedChannel channel = open();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void everyHandlerIsReplacedAndASiblingKeepsItsOwn() {
        EmbeddedChannel sibling = open();
        assertEquals(FRONT, channel.pipeline().names());
        send(sibling, ascii("GET"));
        assertEquals(FRONT, channel.pipeline().names());
        assertEquals(HTTP, sibling.pipeline().names());
        send(channel, ascii(Bytes.UPGRADE));
        assertEquals(WEBSOCKET, channel.pipeline().names());
        assertEquals(HTTP, sibling.pipeline().names());
        send(sibling, ascii(" /plaintext HTTP/1.1\r\nHost: here\r\n\r\n"));
        assertTrue(Bytes.written(sibling).endsWith("\r\n\r\nHello, World!"));
        sibling.finishAndReleaseAll();
    }

    @Test
    void nothingIsReplacedBeforeTheRequestIsWhole() {
        byte[] upgrade = Bytes.UPGRADE.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < upgrade.length; i++) {
            assertEquals(i == 0 ? FRONT : HTTP, channel.pipeline().names());
            send(channel, Unpooled.wrappedBuffer(new byte[] {upgrade[i]}));
        }
        assertEquals(WEBSOCKET, channel.pipeline().names());
        assertEquals(Bytes.SWITCHED, Bytes.written(channel));
    }

    @Test
    void aRefusedUpgradeReplacesNothing() {
        send(channel, ascii(Bytes.UPGRADE.replace("13", "12")), Bytes.textFrame("never a frame"));
        assertEquals(List.of(TAIL), channel.pipeline().names(), "answered and closed");
        String answer = Bytes.written(channel);
        assertTrue(answer.startsWith("HTTP/1.1 426 "), answer);
        assertFalse(answer.contains("\u0081"), answer);
    }

    @Test
    void twoFramesBehindTheRequestAreEchoedWhereverTheBytesAreCut() {
        byte[] all = all(
                ascii("GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n"),
                ascii(Bytes.UPGRADE),
                Bytes.textFrame("first"),
                Bytes.textFrame("sécond"));
        String expected = null;
        for (int first = 0; first <= all.length; first++) {
            for (int second : new int[] {first, Math.min(first + 3, all.length), all.length}) {
                EmbeddedChannel cut = open();
                send(cut, Unpooled.copiedBuffer(all, 0, first));
                send(cut, Unpooled.copiedBuffer(all, first, second - first));
                send(cut, Unpooled.copiedBuffer(all, second, all.length - second));
                String answer = Bytes.written(cut).replaceFirst("date: [^\r]*", "date: -");
                if (expected == null) {
                    expected = answer;
                    String replies = Bytes.SWITCHED + Bytes.echoed("first") + Bytes.echoed("sécond");
                    assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
                    assertTrue(answer.endsWith("Hello, World!" + replies), answer);
                }
                assertEquals(expected, answer, "cut at " + first + " and " + second);
                cut.finishAndReleaseAll();
            }
        }
    }

    /** The channel is switched when the event loop has come to the request, and not when its bytes came. */
    @Test
    void anUpgradeBehindMoreRequestsThanATurnHasSwitchesInItsPlace() {
        byte[] all = all(
                ascii("GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n".repeat(300)),
                ascii(Bytes.UPGRADE),
                Bytes.textFrame("first"),
                Bytes.textFrame("sécond"));
        String replies = Bytes.SWITCHED + Bytes.echoed("first") + Bytes.echoed("sécond");
        for (int cut : new int[] {all.length, all.length - 3, all.length - 200, all.length / 2, 1}) {
            EmbeddedChannel pipelined = open();
            send(pipelined, Unpooled.copiedBuffer(all, 0, cut));
            send(pipelined, Unpooled.copiedBuffer(all, cut, all.length - cut));
            String answers = Bytes.written(pipelined);
            assertEquals(302, answers.split("HTTP/1.1 [12]", -1).length, "cut at " + cut);
            assertTrue(answers.endsWith("Hello, World!" + replies), answers);
            assertEquals(WEBSOCKET, pipelined.pipeline().names());
            assertTrue(pipelined.config().isAutoRead());
            pipelined.finishAndReleaseAll();
        }
    }

    /** A transport may have read more by the time at which it is told to stop. */
    @Test
    void whatComesWhileThePeerTakesNoAnswersWaits() {
        send(channel, ascii(Bytes.UPGRADE));
        assertEquals(Bytes.SWITCHED, Bytes.written(channel));
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        for (int i = 0; i < 10; i++) {
            send(channel, Bytes.textFrame("message " + i));
        }
        assertEquals(Bytes.echoed("message 0"), Bytes.written(channel)); // until then nobody had asked
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        StringBuilder others = new StringBuilder();
        for (int i = 1; i < 10; i++) {
            others.append(Bytes.echoed("message " + i));
        }
        StringBuilder written = new StringBuilder();
        for (int turn = 0;
                turn < 9 && written.length() < others.length();
                turn++) { // a turn ends when its time is over
            channel.runPendingTasks();
            channel.runScheduledPendingTasks();
            written.append(Bytes.written(channel));
        }
        assertEquals(others.toString(), written.toString());
    }

    @Test
    void theBytesOfTheSwitchAreCountedOnce() {
        byte[] all = all(ascii(Bytes.UPGRADE), Bytes.textFrame("hello"));
        send(channel, Unpooled.wrappedBuffer(all));
        String written = Bytes.written(channel);
        var view = ledger.view(0);
        channel.runPendingTasks();
        assertEquals(all.length, view.join().bytesIn());
        assertEquals(written.length(), view.join().bytesOut());
        assertEquals(1, view.join().requests());
        assertEquals(1, view.join().messagesIn());
        assertEquals(1, view.join().messagesOut());
        assertEquals(List.of("websocket"), view.join().handlers());
        assertEquals("/echo", view.join().switches().get(0).path());
    }

    private SocketLedger ledger;

    private EmbeddedChannel open() {
        EmbeddedChannel opened = new EmbeddedChannel();
        Connections connections = new Connections(opened.eventLoop(), 1_000_000_000, SOCKETS);
        SocketLedger first = new SocketLedger(connections, 10);
        if (ledger == null) {
            ledger = first;
        }
        Routes routes = new Routes(List.of(
                Route.get("/plaintext", exchange -> exchange.answer(Response.text("Hello, World!"))),
                Route.webSocket("/echo", (socket, opening) -> WebSocket::send)));
        opened.pipeline()
                .addLast(new SocketInitializer(
                        new HttpSettings(1024, 1024, 100, 1024, LONG, LONG, LONG, LONG),
                        new WebSocketSettings(1024, LONG, LONG, LONG, LONG, LONG),
                        SOCKETS,
                        new Origins(List.of()),
                        HostNames.any(),
                        connections,
                        routes));
        return opened;
    }

    private static void send(EmbeddedChannel channel, ByteBuf... parts) {
        channel.writeInbound(Unpooled.wrappedBuffer(parts));
    }

    private static byte[] all(ByteBuf... parts) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
