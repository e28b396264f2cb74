package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Request;
import io.oneport.server.broker.redis.CuttingProxy;
import io.oneport.server.broker.redis.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What each of several servers on one Redis says of all. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralServersTest {
    private RedisServer redis;
    private TestServer one;

    @BeforeAll
    void start() throws Exception {
        redis = RedisServer.start("--appendonly", "no");
        one = server("one");
    }

    @AfterAll
    void stop() {
        if (one != null) {
            one.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private TestServer server(String name) throws Exception {
        return server(name, redis.url());
    }

    private static TestServer server(String name, String redis) throws Exception {
        TestServer server = TestServer.start("--engine=" + redis, "--node-name=" + name);
        expect(200, () -> TopicsTest.ask(server.port(), Request.get("/readyz")).status());
        return server;
    }

    private static HttpAnswer admin(int port, Request request) throws IOException {
        return TopicsTest.ask(port, request);
    }

    private static List<Json> nodes(int port) throws IOException {
        HttpAnswer answer = admin(port, Request.get("/admin/nodes"));
        assertEquals(200, answer.status(), answer::text);
        return Json.read(answer.text()).list("nodes");
    }

    private static String names(int port) throws IOException {
        return String.join(
                " ", nodes(port).stream().map(node -> node.get("name")).toList());
    }

    private static Json node(int port, String name) throws IOException {
        return nodes(port).stream()
                .filter(node -> node.get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Asks until the answer is the expected one. */
    private static void expect(Object expected, Callable<?> question) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Object answer = question.call();
        while (!expected.equals(answer) && System.nanoTime() < end) {
            Thread.sleep(20);
            answer = question.call();
        }
        assertEquals(expected, answer);
    }

    private static String counted(int port, String topic) throws IOException {
        Json published = Json.read(
                TopicsTest.ask(port, TopicsTest.post("/t/" + topic, "x")).text());
        return published.number("subscribers") + " on " + published.get("servers");
    }

    @Test
    void allAreListedAndTheirReadersCounted() throws Exception {
        expect("1 on 1", () -> {
            try (EventStream alone = EventStream.open(one.port(), "/t/alone/sse")) {
                alone.expectInitialId();
                return counted(one.port(), "alone");
            }
        });
        try (TestServer two = server("two")) {
            expect("one two", () -> names(one.port()));
            expect("one two", () -> names(two.port()));
            Json self = node(two.port(), "two");
            assertEquals("true", self.get("self"));
            Json seen = node(one.port(), "two");
            assertEquals("false", seen.get("self"));
            assertEquals(self.get("id"), seen.get("id"));
            assertEquals(self.get("started"), seen.get("started"));
            assertFalse(Instant.parse(self.get("started")).isAfter(Instant.now()));
            assertTrue(seen.number("lagMillis") >= 0 && seen.number("silentMillis") >= 0, seen::toString);
            try (EventStream here = EventStream.open(one.port(), "/t/counted/sse");
                    EventStream there = EventStream.open(two.port(), "/t/counted/sse")) {
                here.expectInitialId();
                there.expectInitialId();
                expect("2 on 2", () -> counted(one.port(), "counted"));
                expect("2 on 2", () -> counted(two.port(), "counted"));
                expect(1L, () -> node(one.port(), "two").number("subscribers"));
                expect(1L, () -> node(one.port(), "two").number("topics"));
                assertTrue(node(one.port(), "two").number("sockets") >= 1);
                try (EventStream second = EventStream.open(two.port(), "/t/counted/sse")) {
                    second.expectInitialId();
                    expect("3 on 2", () -> counted(one.port(), "counted"));
                }
                expect("2 on 2", () -> counted(one.port(), "counted"));
                try (JsonSocket socket = JsonSocket.open(one.port())) {
                    socket.send("{'type':'publish','id':1,'topic':'counted','data':'x'}");
                    Json published = socket.expect("published");
                    assertEquals(2, published.number("subscribers"));
                    assertEquals(2, published.number("servers"));
                }
            }
            expect("0 on 2", () -> counted(one.port(), "counted"));
        }
        expect("one", () -> names(one.port()));
    }

    @Test
    void aServerThatIsCutOffIsSoonForgotten() throws Exception {
        CuttingProxy proxy = new CuttingProxy(redis.port());
        try (TestServer cut = server("cut", proxy.url())) {
            expect("cut one", () -> names(one.port()));
            try (EventStream reader = EventStream.open(cut.port(), "/t/cut/sse")) {
                reader.expectInitialId();
                expect("1 on 2", () -> counted(one.port(), "cut"));
                proxy.close();
                expect("one", () -> names(one.port()));
                assertEquals("0 on 1", counted(one.port(), "cut"));
                assertEquals("cut one", names(cut.port()), "the last that it heard");
                assertTrue(node(cut.port(), "one").number("silentMillis") > 1000);
            }
        }
    }

    @Tag("load")
    @Test
    void aServerThatIsKilledIsSoonForgotten() throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.oneport.server.app.Main",
                        "--port=0",
                        "--node-name=killed",
                        "--engine=" + redis.url())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = killed.inputReader(StandardCharsets.UTF_8)) {
            Matcher line = Pattern.compile("http://[^ ]*:([0-9]+)").matcher(out.readLine());
            assertTrue(line.find());
            int port = Integer.parseInt(line.group(1));
            expect("killed one", () -> names(one.port()));
            try (EventStream reader = EventStream.open(port, "/t/killed/sse")) {
                reader.expectInitialId();
                expect("1 on 2", () -> counted(one.port(), "killed"));
                killed.destroyForcibly().onExit().join();
                expect("one", () -> names(one.port()));
                assertEquals("0 on 1", counted(one.port(), "killed"));
            }
        } finally {
            killed.destroyForcibly().onExit().join();
        }
    }

    @Test
    void oneServerCanDrainAnotherButNotTheLast() throws Exception {
        try (TestServer two = server("two")) {
            expect("one two", () -> names(one.port()));
            assertEquals(
                    404,
                    admin(one.port(), TopicsTest.post("/admin/drain?node=three", ""))
                            .status());
            try (EventStream reader = EventStream.open(two.port(), "/t/draining/sse")) {
                reader.expectInitialId();
                HttpAnswer answer = admin(one.port(), TopicsTest.post("/admin/drain?node=two&over=1m", ""));
                assertEquals(202, answer.status(), answer::text);
                Json told = Json.read(answer.text());
                assertEquals("two", told.get("node"));
                assertEquals("1m", told.get("over"));
                HttpAnswer last = admin(one.port(), TopicsTest.post("/admin/drain?node=one", ""));
                assertEquals(409, last.status(), last::text);
                expect("true", () -> node(one.port(), "two").get("draining"));
                assertEquals("false", node(one.port(), "one").get("draining"));
            }
        }
        expect("one", () -> names(one.port()));
    }

    @Test
    void aServerWithoutAnEngineListsItself() throws Exception {
        try (TestServer alone = TestServer.start()) {
            List<Json> nodes = nodes(alone.port());
            assertEquals(1, nodes.size());
            assertTrue(nodes.get(0).get("name").endsWith(":" + alone.port()), nodes::toString);
            assertEquals("true", nodes.get(0).get("self"));
            assertFalse(nodes.get(0).has("lagMillis"));
            HttpAnswer refused = admin(
                    alone.port(),
                    TopicsTest.post("/admin/drain?node=" + nodes.get(0).get("id"), ""));
            assertEquals(409, refused.status(), refused::text);
        }
    }
}
