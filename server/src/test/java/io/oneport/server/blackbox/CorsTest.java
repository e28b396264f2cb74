package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertTrue(answer.headers().get("Access-Control-Allow-Methods").get(0).contains("PUT"), answer::head);
        String headers = answer.headers().get("Access-Control-Allow-Headers").get(0);
        for (String header :
                List.of("authorization", "content-type", "event", "ttl", "idempotency-key", "last-event-id")) {
            assertTrue(headers.contains(header), headers);
        }
        assertTrue(answer.has("Access-Control-Max-Age"), answer::head);
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
