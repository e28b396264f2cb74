package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What became of publications, as Prometheus reads it. */
@Timeout(60)
class PublicationResultsTest {
    @Test
    void eachResultIsCounted() throws Exception {
        try (TestServer server = TestServer.start(
                        "--worker-threads=2", "--jwt-key=" + Tokens.keyFile(), "--max-message=1KiB", "--max-topics=2");
                RawSocket socket = RawSocket.connect(server.port())) {
            String token = Tokens.forTopic("mine.*");
            assertEquals(201, publish(socket, "mine.a", token, "one"));
            assertEquals(201, publish(socket, "mine.b", token, "two")); // the other worker's, or not
            assertEquals(201, socket.ask(keyed(token)).status());
            assertEquals(200, socket.ask(keyed(token)).status());
            assertEquals(503, publish(socket, "mine.c", token, "a topic too many"));
            assertEquals(403, publish(socket, "yours.a", token, "not mine"));
            String tooLong = "{\"topic\":\"mine.a\",\"data\":\"" + "x".repeat(2000) + "\"}\n";
            assertEquals(200, socket.ask(batch(token, tooLong)).status());
            String text = socket.ask(Request.get("/metrics")).text();
            List<String> lines = text.lines().toList();
            for (String expected : List.of(
                    "accepted\"} 3.0",
                    "duplicate\"} 1.0",
                    "too-many-topics\"} 1.0",
                    "forbidden\"} 1.0",
                    "too-large\"} 1.0",
                    "rate-limit\"} 0.0",
                    "unavailable\"} 0.0",
                    "unknown\"} 0.0",
                    "other\"} 0.0")) {
                String shown = "oneport_publication_results_total{result=\"" + expected;
                assertTrue(lines.contains(shown), () -> shown + " is not in\n" + text);
            }
        }
    }

    @Test
    void allLinesOfABatchThatComesTooSoonAreCounted() throws Exception {
        try (TestServer server = TestServer.start("--address-message-rate=1");
                RawSocket socket = RawSocket.connect(server.port())) {
            String line = "{\"topic\":\"a\",\"data\":\"x\"}\n";
            Request ten = Request.of("POST", "/t")
                    .with("Content-Type: application/x-ndjson")
                    .body(line.repeat(10));
            assertEquals(200, socket.ask(ten).status()); // is taken once, and paid for with the next 10 s
            assertEquals(429, socket.ask(ten).status());
            List<String> lines =
                    socket.ask(Request.get("/metrics")).text().lines().toList();
            assertTrue(lines.contains("oneport_publication_results_total{result=\"accepted\"} 10.0"), lines::toString);
            assertTrue(
                    lines.contains("oneport_publication_results_total{result=\"rate-limit\"} 10.0"), lines::toString);
        }
    }

    private static int publish(RawSocket socket, String topic, String token, String body) throws IOException {
        return socket.ask(Request.of("POST", "/t/" + topic)
                        .with("Authorization: Bearer " + token)
                        .body(body))
                .status();
    }

    private static Request keyed(String token) {
        return Request.of("POST", "/t/mine.a")
                .with("Authorization: Bearer " + token)
                .with("Idempotency-Key: k")
                .body("three");
    }

    private static Request batch(String token, String lines) {
        return Request.of("POST", "/t")
                .with("Authorization: Bearer " + token)
                .with("Content-Type: application/x-ndjson")
                .body(lines);
    }
}
