package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.server.api.Admission;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.Status;
import io.oneport.server.api.TopicPatterns;
import io.oneport.server.api.WebSocket;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A filter that decides later: until it has, nothing after its request is read as anything. */
class LateDecisionTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(10, 65536, LONG, LONG, LONG, LONG, 1 << 20, 10);
    private static final Admission DENIED = new Admission.Denied(Problem.of(Status.UNAUTHORIZED, "who are you?"));
    private static final Admission ALICE =
            new Admission.Granted(new Principal("alice", true, TopicPatterns.ALL, TopicPatterns.ALL, Principal.NEVER));

    private final Queue<CompletableFuture<Admission>> asked = new ArrayDeque<>();
    private final List<String> opened = new ArrayList<>();
    private Connections connections;

    @Test
    void framesAfterTheRequestWaitForTheDecisionWhereverTheBytesAreCut() {
        byte[] all = all(ascii(Bytes.UPGRADE), Bytes.textFrame("first"), Bytes.textFrame("sécond"));
        String expected = Bytes.SWITCHED + Bytes.echoed("first") + Bytes.echoed("sécond");
        for (int cut = 0; cut <= all.length; cut++) {
            EmbeddedChannel channel = open();
            channel.writeInbound(Unpooled.copiedBuffer(all, 0, cut));
            channel.writeInbound(Unpooled.copiedBuffer(all, cut, all.length - cut));
            assertEquals("", Bytes.written(channel), "cut at " + cut);
            decide(channel, ALICE);
            assertEquals(expected, Bytes.written(channel), "cut at " + cut);
            channel.finishAndReleaseAll();
        }
        assertTrue(opened.stream().allMatch("alice asks for here"::equals), opened.toString());
    }

    @Test
    void aDecisionThatComesBeforeTheRequestIsWholeWaitsForItsEnd() {
        byte[] all = all(ascii(Bytes.UPGRADE), Bytes.textFrame("first"));
        EmbeddedChannel channel = open();
        channel.writeInbound(ascii(Bytes.UPGRADE.substring(0, Bytes.UPGRADE.length() - 1)));
        assertTrue(asked.isEmpty(), "asked before the head is whole");
        channel.writeInbound(
                Unpooled.copiedBuffer(all, Bytes.UPGRADE.length() - 1, all.length - Bytes.UPGRADE.length() + 1));
        decide(channel, Admission.GRANTED);
        assertEquals(Bytes.SWITCHED + Bytes.echoed("first"), Bytes.written(channel));
        channel.finishAndReleaseAll();
    }

    @Test
    void aRequestAfterAnUpgradeIsNeverReadAsHttp() {
        EmbeddedChannel channel = open();
        channel.writeInbound(ascii(Bytes.UPGRADE + "GET /open HTTP/1.1\r\nHost: here\r\n\r\n"));
        decide(channel, DENIED);
        String answer = Bytes.written(channel);
        assertTrue(answer.startsWith("HTTP/1.1 401 Unauthorized\r\n"), answer);
        assertEquals(1, answer.split("HTTP/1.1 ", -1).length - 1, answer);
        assertTrue(opened.isEmpty(), opened.toString());
        channel.finishAndReleaseAll();
    }

    @Test
    void aFilterThatFailsIs500AndOneThatFindsTheRequestWrongIs400() {
        EmbeddedChannel failed = open();
        failed.writeInbound(ascii(Bytes.UPGRADE));
        asked.remove().completeExceptionally(new IllegalStateException("for a test"));
        failed.runPendingTasks();
        assertTrue(Bytes.written(failed).startsWith("HTTP/1.1 500 "));
        failed.finishAndReleaseAll();
        EmbeddedChannel wrong = open();
        wrong.writeInbound(ascii(Bytes.UPGRADE));
        asked.remove().completeExceptionally(new IllegalArgumentException("no token"));
        wrong.runPendingTasks();
        String answer = Bytes.written(wrong);
        assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("no token"), answer);
        wrong.finishAndReleaseAll();
    }

    @Test
    void aPeerThatIsGoneIsNotAnswered() {
        for (Admission decision : List.of(ALICE, DENIED)) {
            EmbeddedChannel channel = open();
            channel.writeInbound(ascii(Bytes.UPGRADE));
            channel.close();
            decide(channel, decision);
            assertEquals("", Bytes.written(channel));
            channel.finishAndReleaseAll();
        }
        assertTrue(opened.isEmpty(), opened.toString());
    }

    @Test
    void aServerThatStopsWaitsForTheDecisionAndSaysGoodbye() {
        for (Admission decision : List.of(ALICE, DENIED)) {
            EmbeddedChannel channel = open();
            channel.writeInbound(ascii(Bytes.UPGRADE));
            connections.goAway("the server is shutting down", Duration.ZERO);
            channel.runPendingTasks();
            assertEquals("", Bytes.written(channel));
            decide(channel, decision);
            String answer = Bytes.written(channel);
            if (decision == ALICE) {
                assertTrue(answer.startsWith(Bytes.SWITCHED) && answer.endsWith("shutting down"), answer);
            } else {
                assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
            }
            channel.finishAndReleaseAll();
        }
        assertEquals(List.of("alice asks for here"), opened);
    }

    @Test
    void anExchangeWaitsInTheSameWay() {
        String get = "GET /guarded HTTP/1.1\r\nHost: here\r\n\r\n";
        for (int cut = 0; cut <= get.length(); cut++) {
            EmbeddedChannel channel = open();
            channel.writeInbound(ascii(get.substring(0, cut)));
            channel.writeInbound(ascii(get.substring(cut) + get + get));
            assertEquals("", Bytes.written(channel));
            decide(channel, ALICE);
            assertTrue(Bytes.written(channel).endsWith("\r\n\r\nfor alice: 0"));
            decide(channel, DENIED);
            assertTrue(Bytes.written(channel).startsWith("HTTP/1.1 401 "));
            decide(channel, Admission.GRANTED);
            assertTrue(Bytes.written(channel).endsWith("\r\n\r\nfor anonymous: 0"));
            assertTrue(asked.isEmpty());
            channel.finishAndReleaseAll();
        }
    }

    /** The body may come before the decision or after it, and its limit is the endpoint's. */
    @Test
    void aBodyIsReadWhileAFilterDecides() {
        String head = "POST /guarded HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\n\r\n";
        EmbeddedChannel before = open();
        before.writeInbound(ascii(head + "1234"));
        decide(before, ALICE);
        assertEquals("", Bytes.written(before));
        before.writeInbound(ascii("5678"));
        assertTrue(Bytes.written(before).endsWith("\r\n\r\nfor alice: 8"));
        before.finishAndReleaseAll();
        EmbeddedChannel after = open();
        after.writeInbound(ascii(head + "12345678"));
        decide(after, ALICE);
        assertTrue(Bytes.written(after).endsWith("\r\n\r\nfor alice: 8"));
        after.finishAndReleaseAll();
        EmbeddedChannel tooLong = open();
        tooLong.writeInbound(ascii(head.replace("8", "9")));
        String answer = Bytes.written(tooLong);
        assertTrue(answer.startsWith("HTTP/1.1 413 ") && answer.contains("max-body"), answer);
        assertTrue(asked.isEmpty(), "what is too long need not be decided");
        tooLong.finishAndReleaseAll();
    }

    @Test
    void aPeerThatWaitsForLeaveToSendItsBodyGetsItWithTheDecision() {
        String head = "POST /guarded HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n";
        EmbeddedChannel granted = open();
        granted.writeInbound(ascii(head));
        assertEquals("", Bytes.written(granted));
        decide(granted, ALICE);
        assertEquals("HTTP/1.1 100 Continue\r\n\r\n", Bytes.written(granted));
        granted.finishAndReleaseAll();
        EmbeddedChannel denied = open();
        denied.writeInbound(ascii(head));
        decide(denied, DENIED);
        String answer = Bytes.written(denied);
        assertTrue(answer.startsWith("HTTP/1.1 401 ") && answer.contains("connection: close"), answer);
        denied.finishAndReleaseAll();
    }

    @Test
    void filtersAreAskedInOrderUntilOneDenies() {
        EmbeddedChannel channel = open();
        channel.writeInbound(ascii("GET /twice HTTP/1.1\r\nHost: here\r\n\r\n".repeat(2)));
        assertEquals(1, asked.size());
        decide(channel, ALICE);
        assertEquals("", Bytes.written(channel), "the second filter is asked after the first");
        decide(channel, Admission.GRANTED);
        assertTrue(Bytes.written(channel).endsWith("\r\n\r\nfor alice: 0"), "the second has not found who it is");
        decide(channel, DENIED);
        assertTrue(Bytes.written(channel).startsWith("HTTP/1.1 401 "));
        assertTrue(asked.isEmpty());
        channel.finishAndReleaseAll();
    }

    private void decide(EmbeddedChannel channel, Admission decision) {
        asked.remove().complete(decision);
        channel.runPendingTasks();
    }

    private EmbeddedChannel open() {
        EmbeddedChannel channel = new EmbeddedChannel();
        connections = new Connections(channel.eventLoop(), 1_000_000_000, SOCKETS);
        Filter later = request -> {
            CompletableFuture<Admission> decision = new CompletableFuture<>();
            asked.add(decision);
            return new Admission.Pending(decision);
        };
        Endpoint endpoint = new Endpoint() {
            @Override
            public void handle(Exchange exchange) {
                assertFalse(exchange.answered());
                exchange.answer(Response.text("for " + exchange.principal().name() + ": "
                        + exchange.request().body().length));
            }

            @Override
            public int bodyLimit() {
                return 8;
            }
        };
        Routes routes = new Routes(List.of(
                Route.get("/open", endpoint),
                Route.get("/guarded", endpoint).with(later),
                Route.post("/guarded", endpoint).with(later),
                Route.get("/twice", endpoint).with(later).with(later),
                Route.webSocket("/echo", (socket, opening) -> {
                            opened.add(opening.principal().name() + " asks for "
                                    + opening.request().header("host"));
                            return WebSocket::send;
                        })
                        .with(later)));
        channel.pipeline()
                .addLast(new SocketInitializer(
                        new HttpSettings(1024, 1024, 100, 1024, LONG, LONG, LONG, LONG),
                        new WebSocketSettings(1024, LONG, LONG, LONG, LONG, LONG),
                        SOCKETS,
                        new Origins(List.of()),
                        HostNames.any(),
                        connections,
                        routes));
        return channel;
    }

    private static byte[] all(ByteBuf... parts) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
