package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.CloseCode;
import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Prometheus reads agrees with what was done. */
class MetricsTest {
    @Test
    void countsWhatWasDoneOnOpenAndClosedSockets() throws Exception {
        // A worker notes how long an answer took when it has left. With two workers, what is done last is done on the
        // scraper's
        // own, or goes before something else on the other.
        try (TestServer server = TestServer.start("--max-message=1KiB", "--worker-threads=2");
                RawSocket scraper = RawSocket.connect(server.port());
                RawSocket webSocket = RawSocket.webSocket(server.port());
                RawSocket reader = RawSocket.connect(server.port())) {
            webSocket.expectEcho("one");
            webSocket.expectEcho("two");
            try (RawSocket leaver = RawSocket.connect(server.port())) {
                assertEquals(
                        200,
                        leaver.ask(Request.get("/plaintext").with("Connection: close"))
                                .status());
                leaver.expectEof();
            }
            InputStream stream =
                    reader.stream(Request.get("/t/news").with("Accept: text/event-stream"), "text/event-stream");
            read(stream, "\n\n"); // where it begins
            assertEquals(
                    201,
                    scraper.ask(Request.of("POST", "/t/news").body("hello")).status());
            read(stream, "hello");
            assertEquals(404, scraper.ask(Request.get("/nowhere")).status());
            try (RawSocket wrong = RawSocket.connect(server.port())) {
                Request version12 = Request.upgrade("/echo")
                        .without("Sec-WebSocket-Version")
                        .with("Sec-WebSocket-Version: 12");
                assertEquals(426, wrong.ask(version12).status());
            }
            try (RawSocket tooLong = RawSocket.webSocket(server.port())) {
                tooLong.send(Frames.text("x".repeat(2000)));
                tooLong.expectClose(CloseCode.MESSAGE_TOO_BIG);
            }
            HttpAnswer answer = scraper.ask(Request.get("/metrics"));
            assertEquals(200, answer.status());
            List<String> lines = answer.text().lines().toList();
            for (String expected : List.of(
                    "oneport_sockets_open{protocol=\"websocket\"} 1.0",
                    "oneport_sockets_open{protocol=\"sse\"} 1.0",
                    "oneport_protocol_switches_total{protocol=\"websocket\"} 2.0",
                    "oneport_sockets_opened_total 6.0",
                    "oneport_requests_answered_total{method=\"GET\",status=\"1xx\"} 2.0",
                    "oneport_requests_answered_total{method=\"GET\",status=\"2xx\"} 2.0",
                    "oneport_requests_answered_total{method=\"GET\",status=\"4xx\"} 2.0",
                    "oneport_requests_answered_total{method=\"POST\",status=\"2xx\"} 1.0",
                    "oneport_request_duration_seconds_count 7",
                    "oneport_refusals_total{reason=\"not-found\",what=\"request\"} 1.0",
                    "oneport_refusals_total{reason=\"not-supported\",what=\"handshake\"} 1.0",
                    "oneport_refusals_total{reason=\"too-large\",what=\"websocket\"} 1.0",
                    "oneport_messages_in_total 2.0",
                    "oneport_messages_out_total 3.0",
                    "oneport_slow_readers_total 0.0",
                    "oneport_publications_total 1.0",
                    "oneport_delivery_latency_seconds_count 1",
                    "oneport_subscriptions 1.0",
                    "oneport_history_messages 1.0",
                    "oneport_fanout_backlog_bytes 0.0",
                    "oneport_broker_ready 1.0",
                    "# TYPE oneport_loop_lag_seconds histogram")) {
                assertTrue(lines.contains(expected), () -> expected + " is not in\n" + answer.text());
            }
            assertTrue(answer.text().contains("oneport_loop_lag_seconds_bucket{le=\"0.001\"} "), answer.text());
            HttpAnswer open = scraper.ask(Request.get("/metrics")
                    .with("Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
            assertTrue(open.text().endsWith("# EOF\n"), open.text());
            assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", open.header("content-type"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/openmetrics-text                                              | true
            text/plain;q=0.5~application/openmetrics-text;version=1.0.0               | true
            application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;q=0.3,*/*;q=0.1 | true
            Application/OpenMetrics-Text;Q=0.7,text/*;q=0.7                           | true
            application/openmetrics-text;q=0,*/*                                      | false
            application/openmetrics-text;q=0.2,text/plain                             | false
            application/openmetrics-text;q=0.25000,text/plain;q=0.3333333             | false
            text/plain; version="application/openmetrics-text"                        | false
            */*                                                                       | false
            """)
    void theFormatIsTheOneThatTheScraperLikesBest(String accept, boolean open) throws Exception {
        try (TestServer server = TestServer.start("--metrics=open");
                RawSocket scraper = RawSocket.connect(server.port())) {
            Request request = Request.get("/metrics");
            for (String line : accept.split("~")) {
                request.with("Accept: " + line);
            }
            String type = scraper.ask(request).header("content-type");
            assertEquals(open, type.startsWith("application/openmetrics-text;"), type);
        }
    }

    /** Reads up to a text. */
    private static void read(InputStream in, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = in.read();
            assertTrue(next >= 0, seen::toString);
            seen.append((char) next);
        }
    }

    @Test
    void isForOperatorsUnlessItIsOpened() throws Exception {
        Request request = Request.get("/metrics").without("Authorization");
        try (TestServer server = TestServer.start();
                TestServer open = TestServer.start("--metrics=open", "--admin-port=0");
                RawSocket closedOne = RawSocket.connect(server.port());
                RawSocket openOne = RawSocket.connect(open.port())) {
            assertEquals(401, closedOne.ask(request).status());
            assertEquals(200, openOne.ask(request).status());
        }
    }
}
