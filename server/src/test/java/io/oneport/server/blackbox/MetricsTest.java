package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Prometheus reads agrees with what was done. */
class MetricsTest {
    @Test
    void countsWhatWasDoneOnOpenAndClosedSockets() throws Exception {
        try (TestServer server = TestServer.start();
                RawSocket scraper = RawSocket.connect(server.port());
                RawSocket webSocket = RawSocket.webSocket(server.port())) {
            webSocket.expectEcho("one");
            webSocket.expectEcho("two");
            try (RawSocket leaver = RawSocket.connect(server.port())) {
                assertEquals(
                        200,
                        leaver.ask(Request.get("/plaintext").with("Connection: close"))
                                .status());
                leaver.expectEof();
            }
            HttpAnswer answer = scraper.ask(Request.get("/metrics"));
            assertEquals(200, answer.status());
            List<String> lines = answer.text().lines().toList();
            assertTrue(lines.contains("oneport_sockets_open{protocol=\"websocket\"} 1"), answer.text());
            assertTrue(lines.contains("oneport_sockets_opened_total 3"), answer.text());
            assertTrue(lines.contains("oneport_requests_total 3"), answer.text());
            assertTrue(lines.contains("oneport_messages_in_total 2"), answer.text());
            assertTrue(lines.contains("oneport_messages_out_total 2"), answer.text());
            assertTrue(lines.contains("oneport_slow_readers_total 0"), answer.text());
            assertTrue(lines.contains("# TYPE oneport_loop_lag_seconds histogram"), answer.text());
            assertTrue(answer.text().contains("oneport_loop_lag_seconds_bucket{le=\"0.001\"} "), answer.text());
            for (String line : lines) {
                assertTrue(
                        line.matches(
                                "# (HELP|TYPE) oneport_[a-z_]+ .+|oneport_[a-z_]+(\\{[a-z]+=\"[a-z0-9+.I-]+(nf)?\"})? [\\d.]+"),
                        line);
            }
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
