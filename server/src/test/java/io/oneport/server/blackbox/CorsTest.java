package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of listed origins may read every answer (CORS); others none. */
class CorsTest extends SharedServerTest {
    private static final String LISTED = "https://app.example";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    @Override
    String[] flags() {
        return new String[] {"--origin=" + LISTED};
    }

    static Stream<Request> requests() {
        return Stream.of(
                Request.get("/t/a"),
                Request.get("/t/a?limit=wrong"),
                Request.get("/t/a/sse"),
                Request.get("/t/a/json"),
                Request.of("POST", "/t/a").body("x"),
                Request.of("PUT", "/t/a").body("x"),
                Request.of("POST", "/t")
                        .with("Content-Type: application/x-ndjson")
                        .body("{}"),
                Request.get("/nope"),
                Request.get("/plaintext").with("Expect: else"));
    }

    private HttpAnswer head(Request request) throws IOException {
        try (RawSocket socket = connect()) {
            socket.send(request.bytes());
            return socket.answerToHead();
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aPageOfAListedOriginMayReadTheAnswer(Request request) throws IOException {
        HttpAnswer answer = head(request.with("Origin: " + LISTED));
        assertEquals(List.of(LISTED), answer.headers().get(ALLOW_ORIGIN), answer::head);
        assertTrue(answer.head().toLowerCase().contains("\r\nvary: origin\r\n"), answer::head);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void othersMayNot(Request request) throws IOException {
        HttpAnswer answer = head(request.with("Origin: https://evil.example"));
        assertFalse(answer.has(ALLOW_ORIGIN), answer::head);
    }

    @Test
    void aPreflightIsAnswered() throws IOException {
        HttpAnswer answer = head(Request.of("OPTIONS", "/t/a")
                .with("Origin: " + LISTED)
                .with("Access-Control-Request-Method: PUT")
                .with("Access-Control-Request-Headers: event,ttl"));
        assertEquals(204, answer.status());
        assertEquals(List.of(LISTED), answer.headers().get(ALLOW_ORIGIN), answer::head);
        assertTrue(answer.headers().get("Access-Control-Allow-Methods").get(0).contains("PUT, DELETE"), answer::head);
        assertEquals("true", answer.header("Access-Control-Allow-Credentials"));
        assertFalse(answer.has("Access-Control-Allow-Private-Network"), answer::head);
        String headers = answer.headers().get("Access-Control-Allow-Headers").get(0);
        for (String header :
                List.of("authorization", "content-type", "event", "ttl", "idempotency-key", "last-event-id")) {
            assertTrue(headers.contains(header), headers);
        }
        assertTrue(answer.has("Access-Control-Max-Age"), answer::head);
    }

    /** Libraries for tracing add fields to all requests of a page; none of them may keep it from asking. */
    @Test
    void aPageMaySendFieldsThatMeanNothingHere() throws IOException {
        String name = "x-" + "n".repeat(70);
        HttpAnswer answer = head(Request.of("OPTIONS", "/t/a")
                .with("Origin: " + LISTED)
                .with("Access-Control-Request-Method: GET")
                .with("Access-Control-Request-Headers: baggage, Sentry-Trace,traceparent,TTL,," + name)
                .with("Access-Control-Request-Headers: x-csrf-token, b\"d, baggage"));
        String headers = answer.header("Access-Control-Allow-Headers");
        assertTrue(headers.endsWith(", x-requested-with, baggage, sentry-trace, traceparent, x-csrf-token"), headers);
        assertEquals(headers.indexOf("ttl"), headers.lastIndexOf("ttl"), headers);
    }

    /** Such as one that reads a long file in parts. */
    @Test
    void aPageMayReadTheFieldsThatTellWhatItGot() throws IOException {
        String fields = head(Request.get("/t/a").with("Origin: " + LISTED)).header("Access-Control-Expose-Headers");
        for (String field : List.of("accept-ranges", "content-range", "etag", "retry-after")) {
            assertTrue(fields.contains(field), fields);
        }
    }

    @Test
    void aPageOfTheInternetMayAskAServerInAPrivateNetworkIfItIsListed() throws IOException {
        Request asking = Request.of("OPTIONS", "/t/a")
                .with("Origin: " + LISTED)
                .with("Access-Control-Request-Method: GET")
                .with("Access-Control-Request-Private-Network: true");
        assertEquals("true", head(asking).header("Access-Control-Allow-Private-Network"));
    }

    @Test
    void everyOriginMayReadButUseNoCredentials() throws IOException {
        try (TestServer server = TestServer.start("--origin=*", "--origin=" + LISTED);
                RawSocket socket = RawSocket.connect(server.port())) {
            HttpAnswer any = socket.ask(Request.get("/t/a").with("Origin: https://any.example"));
            assertEquals("*", any.header(ALLOW_ORIGIN));
            assertFalse(any.has("Access-Control-Allow-Credentials"), any::head);
            HttpAnswer listed = socket.ask(Request.get("/t/a").with("Origin: " + LISTED));
            assertEquals(LISTED, listed.header(ALLOW_ORIGIN));
            assertEquals("true", listed.header("Access-Control-Allow-Credentials"));
        }
    }

    /** What a form of another site can send without asking first: it publishes nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: application/json"
            })
    void aFormOfAnotherSitePublishesNothing(String type) throws IOException {
        for (String sign : List.of("Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site")) {
            try (RawSocket socket = connect()) {
                Request form = Request.of("POST", "/t/form").with(type).with(sign);
                HttpAnswer answer =
                        socket.ask(form.with("Sec-Fetch-Mode: navigate").body("--x"));
                assertEquals(403, answer.status(), answer::text);
                HttpAnswer batch = socket.ask(
                        Request.of("POST", "/t").with(type).with(sign).body("{}"));
                assertEquals(403, batch.status(), batch::text);
                String history = socket.ask(Request.get("/t/form?since=all")).text();
                assertTrue(history.contains("\"messages\":[]"), history);
            }
        }
    }

    @Test
    void aPageOfAnotherOriginReadsNoTopic() throws IOException {
        for (String path : List.of("/t/a", "/t/a/sse", "/t/a/json", "/t/a/raw")) {
            assertEquals(
                    403,
                    head(Request.get(path).with("Origin: https://evil.example")).status());
            assertEquals(
                    403,
                    head(Request.get(path).with("Sec-Fetch-Site: cross-site").with("Sec-Fetch-Mode: no-cors"))
                            .status());
        }
    }

    @Test
    void theAnswerToARepeatedRequestFollowsItsOrigin() throws IOException {
        try (RawSocket socket = connect()) {
            for (String origin : List.of(LISTED, LISTED, LISTED, "https://evil.example", LISTED)) {
                HttpAnswer answer = socket.ask(Request.get("/plaintext").with("Origin: " + origin));
                assertEquals(origin.equals(LISTED), answer.has(ALLOW_ORIGIN), answer::head);
            }
        }
    }
}
