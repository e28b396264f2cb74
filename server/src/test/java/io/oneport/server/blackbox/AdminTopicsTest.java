package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.topics.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of topics, over all workers. */
class AdminTopicsTest {
    private static TestServer server;
    private static RawSocket socket;
    private static RawSocket reader;

    @BeforeAll
    static void publish() throws Exception {
        server = TestServer.start("--worker-threads=2", "--max-message=100B");
        socket = RawSocket.connect(server.port());
        reader = RawSocket.connect(server.port());
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j <= i; j++) {
                assertEquals(
                        201,
                        socket.ask(Request.of("POST", "/t/topic-" + i).body("message " + j))
                                .status());
            }
        }
        reader.stream(Request.get("/t/topic-3").with("Accept: text/event-stream"), "text/event-stream")
                .read(); // subscribed
    }

    @AfterAll
    static void end() throws IOException {
        reader.close();
        socket.close();
        server.close();
    }

    private static List<String> names(Json list) {
        return list.list("topics").stream().map(topic -> topic.get("name")).toList();
    }

    private static Json get(String target) throws IOException {
        HttpAnswer answer = socket.ask(Request.get(target));
        assertEquals(200, answer.status(), answer::text);
        return Json.read(answer.text());
    }

    @Test
    void listsInOrderAndInPages() throws IOException {
        List<String> all = IntStream.range(0, 9).mapToObj(i -> "topic-" + i).toList();
        assertEquals(all, names(get("/admin/topics")));
        Json first = get("/admin/topics?limit=5");
        assertEquals(all.subList(0, 5), names(first));
        Json second = get("/admin/topics?limit=5&after=" + first.get("next"));
        assertEquals(all.subList(5, 9), names(second));
        assertFalse(second.has("next"));
        assertEquals(List.of("topic-8", "topic-7"), names(get("/admin/topics?sort=-published&limit=2")));
        assertEquals(List.of("topic-3"), names(get("/admin/topics?sort=-subscribers&limit=1")));
        assertEquals(List.of("topic-4"), names(get("/admin/topics?contains=-4")));
        Json busiest =
                get("/admin/topics?sort=-messages&limit=1").list("topics").get(0);
        assertEquals(9, busiest.number("messages"));
        assertEquals(9, busiest.number("published"));
        assertEquals(9 * (256 + "message 0".length()), busiest.number("bytes"));
    }

    @Test
    void saysWhatWasExpected() throws IOException {
        for (String wrong : List.of("sort=age", "limit=0", "limit=1001", "after=a&sort=-bytes", "color=red")) {
            HttpAnswer answer = socket.ask(Request.get("/admin/topics?" + wrong));
            assertEquals(400, answer.status(), wrong);
            assertTrue(answer.text().contains("expected: "), answer::text);
        }
        assertEquals(404, socket.ask(Request.get("/admin/topics/unheard")).status());
        assertEquals(
                401,
                socket.ask(Request.get("/admin/topics").without("Authorization"))
                        .status());
    }

    /** As encodeURIComponent writes it, which the page uses. */
    @Test
    void aNameMayBePercentEncoded() throws IOException {
        for (String name : new String[] {"room:7", "room%3A7", "room%3a7"}) {
            HttpAnswer unheard = socket.ask(Request.get("/admin/topics/" + name));
            assertEquals(404, unheard.status(), unheard::text); // it is a name
        }
        assertEquals(400, socket.ask(Request.get("/admin/topics/a%2Fb")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TTL: 5", "Idempotency-Key: k", "Content-Encoding: gzip", "Content-Range: bytes 1-2/3"})
    void fieldsThatWouldBeIgnoredAreRefused(String field) throws IOException {
        Request request = Request.of("POST", "/admin/topics/topic-3").with(field);
        assertEquals(400, socket.ask(request.body("x")).status());
    }

    /** Many programs refuse JSON that has half of a character. */
    @Test
    void aLongMessageIsCutBetweenCharacters() throws Exception {
        try (TestServer roomy = TestServer.start();
                RawSocket client = RawSocket.connect(roomy.port())) {
            String text = "x".repeat(1999) + "\ud83d\ude00".repeat(10_000);
            assertEquals(
                    201,
                    client.ask(Request.of("POST", "/t/long")
                                    .body(new String(Bytes.utf8(text), StandardCharsets.ISO_8859_1)))
                            .status());
            HttpAnswer answer = client.ask(Request.get("/admin/topics/long"));
            assertEquals(200, answer.status(), answer::text);
            Json last = Json.read(answer.text()).list("lastMessages").get(0);
            assertEquals("x".repeat(1999) + "…", last.get("text"));
            assertEquals(1999 + 40_000, last.number("bytes"));
        }
    }

    /** As below /t: the bytes of one charset may be other text in UTF-8. */
    @Test
    void textIsWhatItsCharsetSays() throws IOException {
        Request latin1 =
                Request.of("POST", "/admin/topics/topic-0").with("Content-Type: text/plain; charset=iso-8859-1");
        assertEquals(201, socket.ask(latin1.body("\u00fc")).status());
        Json last = get("/admin/topics/topic-0").list("lastMessages").get(0);
        assertFalse(last.has("text"), last::toString);
        assertEquals("text/plain; charset=iso-8859-1", last.get("contentType"));
    }

    @Test
    void showsTheLastMessagesAndPublishes() throws IOException {
        Json topic = get("/admin/topics/topic-5");
        assertEquals(6, topic.list("lastMessages").size());
        assertEquals("message 5", topic.list("lastMessages").get(0).get("text"));
        HttpAnswer published = socket.ask(Request.of("POST", "/admin/topics/topic-3")
                .with("Content-Type: text/plain")
                .with("Event: test")
                .body("by hand"));
        assertEquals(201, published.status(), published::text);
        assertEquals(1, Json.read(published.text()).number("readers"));
        Json last = get("/admin/topics/topic-3").list("lastMessages").get(0);
        assertEquals("by hand", last.get("text"));
        assertEquals("test", last.get("event"));
        try (RawSocket other = RawSocket.connect(server.port())) { // it is closed after this answer
            Request tooLong = Request.of("POST", "/admin/topics/topic-3").body("x".repeat(101));
            assertEquals(413, other.ask(tooLong).status());
        }
    }
}
