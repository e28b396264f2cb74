package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Problem;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What peers see of a server that drains. */
@Timeout(60)
class DrainTest {
    private static HttpAnswer drain(TestServer server, String query) throws IOException {
        try (RawSocket admin = RawSocket.connect(server.port())) {
            return admin.ask(Request.of("POST", "/admin/drain" + query).body(""));
        }
    }

    private static void expectGoodbye(RawSocket webSocket) throws IOException {
        ServerFrame frame = webSocket.frame();
        assertEquals(1001, frame.closeCode(), frame::toString);
        webSocket.send(Frames.close());
        webSocket.expectEof();
    }

    @Test
    void aKeptConnectionIsAnsweredForTheLastTimeAndNobodyNewComesIn() throws Exception {
        try (TestServer server = TestServer.start("--worker-threads=1");
                RawSocket webSocket = RawSocket.connect(server.port());
                RawSocket http = RawSocket.connect(server.port())) {
            webSocket.webSocket("/t/news");
            assertEquals(200, http.ask(Request.get("/readyz")).status());
            HttpAnswer begun = drain(server, "?over=1h"); // the WebSocket, the older one, is told to go at once
            assertEquals(202, begun.status());
            assertEquals("{\"open\":3,\"over\":\"1h\"}\n", begun.text());
            expectGoodbye(webSocket);
            HttpAnswer notReady = http.ask(Request.get("/readyz"));
            assertEquals(503, notReady.status());
            assertEquals("The server is draining.", Problem.of(notReady).detail());
            assertEquals("5", notReady.header("Retry-After"));
            assertTrue(notReady.closes());
            http.expectEof();
            assertThrows(IOException.class, () -> RawSocket.connect(server.port()));
        }
    }

    @Test
    void asksForASecondDrainAreRefused() throws Exception {
        try (TestServer server = TestServer.start("--worker-threads=1");
                RawSocket first = RawSocket.connect(server.port());
                RawSocket second = RawSocket.connect(server.port())) {
            assertEquals(200, first.ask(Request.get("/healthz")).status());
            assertEquals(200, second.ask(Request.get("/healthz")).status());
            assertEquals(400, drain(server, "?over=soon").status());
            assertEquals(400, drain(server, "?over=2h").status());
            assertEquals(400, drain(server, "?ovre=2s").status());
            assertEquals(202, drain(server, "?over=1h").status());
            HttpAnswer again = second.ask(Request.of("POST", "/admin/drain").body(""));
            assertEquals(409, again.status());
        }
    }

    @Test
    void streamsEndWithATimeToComeBackWhereTheirFormHasOne() throws Exception {
        TestServer server = TestServer.start("--worker-threads=1");
        try (RawSocket events = RawSocket.connect(server.port());
                RawSocket lines = RawSocket.connect(server.port());
                RawSocket raw = RawSocket.connect(server.port())) {
            InputStream sse = events.stream(Request.get("/t/a/sse"), "text/event-stream");
            InputStream json = lines.stream(Request.get("/t/a/json"), "application/x-ndjson");
            InputStream bytes = raw.stream(Request.get("/t/a/raw"), "application/octet-stream");
            server.close();
            String last = new String(sse.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(last.matches("(?s)id: \\S+\n\nretry: \\d{1,4}\n\n"), last);
            assertFalse(new String(json.readAllBytes(), StandardCharsets.UTF_8).contains("retry"));
            assertEquals(0, bytes.readAllBytes().length);
        } finally {
            server.close();
        }
    }

    /** A browser gives up an event stream for good that is answered with anything but 200. */
    @Test
    void aStreamThatIsAskedForLateGetsWhatThereIsAndATimeToComeBack() throws Exception {
        TestServer server = TestServer.start("--worker-threads=1", "--drain-over=0s");
        Thread stop = new Thread(server::close);
        try (RawSocket late = RawSocket.connect(server.port());
                RawSocket witness = RawSocket.connect(server.port())) {
            assertEquals(201, late.ask(TopicsTest.post("/t/a", "before")).status());
            late.send("GET /t/a/sse?since=all HTTP/1.1\r\nHost: localhost\r\n");
            witness.webSocket("/t/b");
            stop.start();
            expectGoodbye(witness); // opened later, so the other one has been told
            late.send("\r\n");
            HttpAnswer head = late.answerToHead();
            assertEquals(200, head.status(), head::head);
            String all = new String(late.body(head).readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(all.matches("(?s)id: \\S+\n\n.*data: before\n\nretry: \\d{1,4}\n\n"), all);
            late.expectEof();
        } finally {
            stop.join();
            server.close();
        }
    }

    @Test
    void everyWebSocketIsToldWithinTheWindowInTheOrderOfTheirOpening() throws Exception {
        TestServer server = TestServer.start("--worker-threads=1", "--drain-over=500ms");
        List<RawSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                sockets.add(RawSocket.connect(server.port()));
                sockets.get(i).webSocket("/t/a");
            }
            Thread stop = new Thread(server::close);
            stop.start();
            for (int i = 0; i < 20; i++) {
                expectGoodbye(sockets.get(i));
            }
            stop.join();
        } finally {
            for (RawSocket socket : sockets) {
                socket.close();
            }
            server.close();
        }
    }

    /** The publisher moves as well; every message that was acknowledged comes once, in order. */
    @Test
    void readersGoOnAtASecondServerWithoutLoss() throws Exception {
        ExecutorService engine = Executors.newSingleThreadExecutor();
        SharedBroker broker = new SharedBroker(engine);
        try (TestServer first = TestServer.start(broker::of, "--drain-over=300ms");
                TestServer second = TestServer.start(broker::of)) {
            EventStream reader = EventStream.open(first.port(), "/t/news/sse");
            String last = reader.block().id();
            RawSocket publisher = RawSocket.connect(first.port());
            Thread stop = new Thread(first::close);
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String text = "m" + i;
                HttpAnswer answer = publisher.ask(TopicsTest.post("/t/news", text));
                assertEquals(201, answer.status(), answer::text);
                acknowledged.add(text);
                if (answer.closes()) {
                    publisher.close();
                    publisher = RawSocket.connect(second.port());
                }
                if (i == 100) {
                    stop.start();
                }
            }
            List<String> got = new ArrayList<>();
            for (EventStream.Block block = reader.block(); block != null; block = reader.block()) {
                if (block.data() != null) {
                    got.add(block.data());
                    last = block.id();
                }
            }
            reader.wire().close();
            assertTrue(got.size() >= 50, got.toString()); // most of what came before the stop
            try (EventStream again = EventStream.open(second.port(), "/t/news/sse", "Last-Event-ID: " + last)) {
                while (got.size() < acknowledged.size()) {
                    EventStream.Block block = again.block();
                    assertNull(block.event(), "a reset");
                    if (block.data() != null) {
                        got.add(block.data());
                    }
                }
            }
            assertEquals(acknowledged, got);
            publisher.close();
            stop.join();
        } finally {
            engine.shutdownNow();
        }
    }
}
