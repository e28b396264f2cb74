package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Problem;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** One server for all tests of a class; each test takes topics of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TopicsTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private TestServer server;

    /** The server's flags; defaults unless a class says otherwise. */
    String[] flags() {
        return new String[0];
    }

    @BeforeAll
    void startServer() {
        server = TestServer.start(flags());
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    int port() {
        return server.port();
    }

    RawSocket connect() throws IOException {
        return RawSocket.connect(port());
    }

    /** A name that no other test has. */
    static String newTopic() {
        return "topic-" + NAMES.incrementAndGet();
    }

    static Request post(String target, byte[] body) {
        return Request.of("POST", target).body(new String(body, StandardCharsets.ISO_8859_1));
    }

    static Request post(String target, String body) {
        return post(target, Bytes.utf8(body));
    }

    HttpAnswer ask(Request request) throws IOException {
        return ask(port(), request);
    }

    /** Over a connection of its own. */
    static HttpAnswer ask(int port, Request request) throws IOException {
        try (RawSocket wire = RawSocket.connect(port)) {
            return wire.ask(request);
        }
    }

    /** Publishes; returns the id. */
    String publish(String topic, String text) throws IOException {
        return publish(port(), topic, text);
    }

    static String publish(int port, String topic, String text) throws IOException {
        HttpAnswer answer = ask(port, post("/t/" + topic, text));
        assertEquals(201, answer.status(), () -> answer.head() + answer.text());
        Json json = Json.read(answer.text());
        assertEquals(topic, json.get("topic"));
        assertTrue(json.get("id").matches("[A-Za-z0-9]+\\.[1-9][0-9]*"), json::toString);
        return json.get("id");
    }

    /** Publishes {@code m1} to {@code mN}; returns the ids, the first at 0. */
    String[] publishMany(String topic, int count) throws IOException {
        String[] ids = new String[count];
        for (int i = 0; i < count; i++) {
            ids[i] = publish(topic, "m" + (i + 1));
        }
        return ids;
    }

    Json page(String target) throws IOException {
        return page(port(), target);
    }

    static Json page(int port, String target) throws IOException {
        return page(ask(port, Request.get(target)));
    }

    static Json page(HttpAnswer answer) {
        assertEquals(200, answer.status(), () -> answer.head() + answer.text());
        assertTrue(answer.header("Content-Type").startsWith("application/json"), answer::head);
        Json page = Json.read(answer.text());
        assertTrue(page.has("messages") && page.has("position"), page::toString);
        return page;
    }

    static List<String> data(Json page) {
        return page.list("messages").stream()
                .map(message -> message.get("data"))
                .toList();
    }

    /** The only message of a page. */
    static Json only(Json page) {
        assertEquals(1, page.list("messages").size(), page::toString);
        return page.list("messages").get(0);
    }

    /** Asks, and expects an error with this status and a problem. */
    HttpAnswer refused(int status, Request request) throws IOException {
        HttpAnswer answer = ask(request);
        assertEquals(status, answer.status(), () -> request + "\n" + answer.head() + answer.text());
        Problem.of(answer);
        return answer;
    }

    static String epoch(String id) {
        return id.substring(0, id.indexOf('.'));
    }

    static long offset(String id) {
        return Long.parseLong(id.substring(id.indexOf('.') + 1));
    }

    /** The id that is so far behind, or before. */
    static String moved(String id, long by) {
        return epoch(id) + "." + (offset(id) + by);
    }
}
