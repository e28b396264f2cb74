package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What says how things are at this moment is given by no cache in between (RFC 9111, section 5.2.2.5). */
class NotCachedTest extends SharedServerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/healthz",
                "/readyz",
                "/metrics",
                "/t/a",
                "/t/a?wait=1ms",
                "/t/a/json",
                "/t/a/sse",
                "/t/a/raw",
                "/admin/sockets",
                "/admin/topics",
                "/admin/nodes",
                "/admin/log-level",
                "/admin/live"
            })
    void isNotToBeStored(String target) throws IOException {
        try (RawSocket socket = connect()) {
            socket.send(Request.of("HEAD", target)
                    .without("Authorization")
                    .with("Authorization: Bearer " + TestServer.ADMIN_TOKEN)
                    .bytes());
            HttpAnswer answer = socket.answerToHead();
            assertEquals(200, answer.status(), answer::head);
            assertTrue(answer.hasToken("Cache-Control", "no-store"), answer::head);
        }
    }

    /** A cache could guess for how long some of them hold. */
    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/t/a?limit=0", "/t/a/raw?since=x.1", "/admin/topics/nobody-reads-it", "/echo"})
    void anErrorIsNotToBeStored(String target) throws IOException {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get(target));
            assertTrue(answer.status() >= 400, answer::head);
            assertEquals("no-store", answer.header("Cache-Control"), answer::head);
        }
    }
}
