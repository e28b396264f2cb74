package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests that come again byte for byte are answered like those that do not, wherever their bytes are cut. */
class RepeatedRequestTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(100, 1 << 20, LONG, LONG, LONG, LONG, 1 << 20, 10);

    private static final String GET = "GET /a?x=1 HTTP/1.1\r\nHost: here\r\nAccept: */*\r\n\r\n";
    private static final String OTHER = "GET /a?x=2 HTTP/1.1\r\nHost: here\r\nAccept: */*\r\n\r\n";
    private static final String OLD = "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    private static final String HEAD = "HEAD /a HTTP/1.1\r\nHost: here\r\n\r\n";
    private static final String ABSOLUTE = "GET http://here/a?x=3 HTTP/1.1\r\nHost: there\r\n\r\n";
    private static final String POST = "POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\n" + "GET ";
    private static final String CHUNKED =
            "POST /a HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n" + "3\r\nGET\r\n0\r\n\r\n";
    private static final String BAD = "GET /a?x=1 HTTP/1.1\r\nHost: here\r\n folded\r\n\r\n";

    private static final List<String> MIXED = List.of(
            GET,
            OTHER,
            OLD,
            HEAD,
            ABSOLUTE,
            POST,
            CHUNKED,
            "GET http://here HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n\r\n",
            "GET /none HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET /none HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: here\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
            "GET /fails HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET /fixed HTTP/1.1\r\nHost: here\r\n\r\n",
            "HEAD /fixed HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET /fixed HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "DELETE /a HTTP/1.1\r\nHost: here\r\n\r\n",
            "OPTIONS /a HTTP/1.1\r\nHost: here\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n",
            "POST /a HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

    /** After each of these the connection ends. */
    private static final List<String> LAST = List.of(
            BAD,
            "GET /a HTTP/1.0\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: here\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");

    private final List<Request> seen = new ArrayList<>();

    @Test
    void answersAreTheSameWhereverTheBytesAreCut() {
        String all = String.join(
                "", GET, GET, GET, OTHER, GET, GET, "\r\n", GET, OLD, OLD, OLD, HEAD, HEAD, HEAD, GET, ABSOLUTE,
                ABSOLUTE, ABSOLUTE, POST, POST, GET, CHUNKED, CHUNKED, GET, GET, GET, BAD, GET);
        String expected = answers(all, all.length());
        assertEquals(25, expected.split("HTTP/1.1 200 OK\r\n", -1).length - 1, expected);
        assertEquals(11, expected.split("\r\n\r\nGET /a[?]x=1 here", -1).length - 1, expected);
        assertEquals(3, expected.split("\r\n\r\nGET /a[?]x=3 here", -1).length - 1, expected);
        assertTrue(expected.contains("\r\n\r\nPOST /a here 4") && expected.contains("POST /a here 3"), expected);
        assertTrue(expected.contains("HTTP/1.1 400 Bad Request") && expected.contains("white space"), expected);
        for (int cut = 0; cut < all.length(); cut++) {
            assertEquals(expected, answers(all, cut), "cut at " + cut);
        }
    }

    /** An empty line in front of a request changes nothing (RFC 9112, section 2.2), but hides that its bytes come again. */
    @Test
    void answersAreTheSameAsToRequestsThatAreNotKnownAgain() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder plain = new StringBuilder();
            StringBuilder hidden = new StringBuilder();
            String request = GET;
            for (int i = 0; i < 30; i++) {
                if (random.nextInt(3) == 0) {
                    request = MIXED.get(random.nextInt(MIXED.size()));
                }
                plain.append(request);
                hidden.append("\r\n").append(request);
            }
            String last = LAST.get(random.nextInt(LAST.size()));
            plain.append(last).append(GET);
            hidden.append("\r\n").append(last).append(GET);
            String expected = answers(hidden.toString(), 0);
            assertEquals(31, expected.split("HTTP/1.1 [2-5]", -1).length - 1, expected);
            int cut = random.nextInt(plain.length());
            assertEquals(expected, answers(plain.toString(), cut), "seed " + seed + ", round " + round);
        }
    }

    @Test
    void oneByteAtATimeTheAnswersAreTheSame() {
        String all = GET + GET + GET + OTHER + GET + GET;
        EmbeddedChannel channel = open();
        for (int i = 0; i < all.length(); i++) {
            send(channel, all.substring(i, i + 1));
        }
        assertEquals(answers(all, all.length()), written(channel));
        channel.finishAndReleaseAll();
    }

    @Test
    void theSameBytesAreDecodedOnceFromTheSecondRequestOn() {
        EmbeddedChannel channel = open();
        send(channel, GET + GET + GET + GET + OTHER + GET);
        written(channel);
        assertNotSame(host(0), host(1), "most connections ask once: nothing is kept for the first request");
        assertSame(host(1), host(2));
        assertSame(seen.get(2), seen.get(3), "what comes again is one object, which needs no second look");
        assertNotSame(host(3), host(4));
        assertNotSame(host(3), host(5));
        channel.finishAndReleaseAll();
    }

    @Test
    void aFixedAnswerIsWholeAsOftenAsItIsGivenAndBetweenOthers() {
        String request = "GET /fixed HTTP/1.1\r\nHost: here\r\n\r\n";
        String once = answers(request, 0);
        assertTrue(once.endsWith("content-length: 16\r\ndate: -\r\n\r\nthe same for all"), once);
        assertEquals(once.repeat(5), answers(request.repeat(5), 0));
        String other = answers(GET, 0);
        assertEquals(once.repeat(2) + other + once.repeat(3), answers(request.repeat(2) + GET + request.repeat(3), 0));
    }

    @Test
    void whatOneConnectionSentIsUnknownToAnother() {
        EmbeddedChannel first = open();
        send(first, GET + GET + GET);
        EmbeddedChannel second = open();
        send(second, GET);
        assertNotSame(host(2), host(3));
        first.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }

    @Test
    void answersToOneReadLeaveInOneBuffer() {
        EmbeddedChannel channel = open();
        send(channel, GET.repeat(16));
        assertEquals(1, channel.outboundMessages().size());
        assertEquals(16, written(channel).split("HTTP/1.1 200 OK\r\n", -1).length - 1);
        channel.finishAndReleaseAll();
    }

    /** A header's value as it was decoded: the same object if the head was not decoded again. */
    private String host(int request) {
        return seen.get(request).header("host");
    }

    private String answers(String all, int cut) {
        EmbeddedChannel channel = open();
        send(channel, all.substring(0, cut));
        send(channel, all.substring(cut));
        String answers = written(channel);
        channel.finishAndReleaseAll();
        return answers;
    }

    private static String written(EmbeddedChannel channel) {
        return Bytes.written(channel).replaceAll("date: [^\r]*", "date: -");
    }

    private static void send(EmbeddedChannel channel, String text) {
        if (channel.isOpen()) { // the last request is refused, which closes
            channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }
    }

    private EmbeddedChannel open() {
        EmbeddedChannel channel = new EmbeddedChannel();
        Endpoint endpoint = exchange -> {
            Request request = exchange.request();
            seen.add(request);
            String body = request.body().length == 0 ? "" : " " + request.body().length;
            String query = request.query("x") == null ? "" : "?x=" + request.query("x");
            exchange.answer(Response.text(
                    request.method() + " " + request.path() + query + " " + request.header("host") + body));
        };
        Endpoint withBody = new Endpoint() {
            @Override
            public void handle(Exchange exchange) {
                endpoint.handle(exchange);
            }

            @Override
            public int bodyLimit() {
                return 100;
            }
        };
        Endpoint failing = exchange -> {
            throw new IllegalArgumentException("it fails");
        };
        Response fixed = Response.text("the same for all");
        Routes routes = new Routes(List.of(
                Route.get("/fixed", exchange -> exchange.answer(fixed)),
                Route.get("/a", endpoint),
                Route.post("/a", withBody),
                Route.get("/fails", failing)));
        channel.pipeline()
                .addLast(new SocketInitializer(
                        new HttpSettings(1024, 1024, 100, 1024, LONG, LONG, LONG, LONG),
                        new WebSocketSettings(1024, LONG, LONG, LONG, LONG, LONG),
                        SOCKETS,
                        new Origins(List.of()),
                        HostNames.any(),
                        new Connections(channel.eventLoop(), 1_000_000_000, SOCKETS),
                        routes));
        return channel;
    }
}
