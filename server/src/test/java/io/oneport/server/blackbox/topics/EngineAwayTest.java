package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.broker.redis.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What readers, publishers and load balancers see when Redis goes, and comes back. */
@Timeout(60)
class EngineAwayTest {
    @Test
    void readersAreSentAwayAfterTheGraceAndServedAgainWhenItIsBack() throws Exception {
        try (RedisServer redis = RedisServer.start();
                TestServer server = TestServer.start("--engine=" + redis.url(), "--engine-grace=500ms")) {
            int port = server.port();
            while (TopicsTest.ask(port, Request.get("/readyz")).status() != 200) {
                Thread.sleep(10);
            }
            try (RawSocket raw = RawSocket.connect(port);
                    JsonSocket json = JsonSocket.open(port);
                    JsonSocket idle = JsonSocket.open(port);
                    EventStream events = EventStream.open(port, "/t/a/sse")) {
                raw.webSocket("/t/a");
                json.subscribe("a", null);
                events.expectInitialId();
                String first = TopicsTest.publish(port, "a", "first");
                assertEquals("first", raw.message().text());
                json.expectMessage("first");
                events.expect("first");
                redis.kill();
                assertTrue(raw.expectClose(1013).startsWith("Redis is away"));
                json.wire().expectClose(1013);
                assertNull(events.block());
                assertTrue(events.retryMillis() >= 0, "not all are to come back at once");
                assertEquals(503, TopicsTest.ask(port, Request.get("/readyz")).status());
                assertEquals(200, TopicsTest.ask(port, Request.get("/healthz")).status());
                HttpAnswer refused = TopicsTest.ask(port, TopicsTest.post("/t/a", "x"));
                assertEquals(503, refused.status());
                assertEquals("1", refused.header("Retry-After"));
                idle.send("{'type':'publish','id':'p','topic':'a','data':'x'}").expectError("unavailable", "p");
                redis.run();
                while (TopicsTest.ask(port, Request.get("/readyz")).status() != 200) {
                    Thread.sleep(10);
                }
                String second = TopicsTest.publish(port, "a", "second");
                assertEquals(TopicsTest.offset(first) + 1, TopicsTest.offset(second));
                try (EventStream back = EventStream.open(port, "/t/a/sse", "Last-Event-ID: " + first)) {
                    back.expectInitialId();
                    back.expect("second");
                }
            }
        }
    }
}
