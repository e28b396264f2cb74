package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Problem;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser's EventSource is told of a short outage in a stream that ends, since it gives up at any other status than 200. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedEventSourceTest {
    private static final String PAGE = "https://app.example";
    private static final Pattern ENDED = Pattern.compile(": ([^\r\n]+)\nretry: (\\d+)\n");

    /** The fields of requests as browsers send them for an EventSource, in their order. */
    private enum Browser {
        CHROMIUM(
                "Connection: keep-alive",
                "Pragma: no-cache",
                "Cache-Control: no-cache",
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
                        + " Safari/537.36",
                "Accept: text/event-stream",
                "Last-Event-ID: mh2k3f9x.7",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Mode: cors",
                "Sec-Fetch-Dest: empty",
                "Accept-Encoding: gzip, deflate, br, zstd",
                "Accept-Language: en-US,en;q=0.9"),
        /** From a page without TLS that is not on this machine: it sends no Sec-Fetch-Mode then. */
        CHROMIUM_WITHOUT_TLS(
                "Connection: keep-alive",
                "Pragma: no-cache",
                "Cache-Control: no-cache",
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0"
                        + " Safari/537.36",
                "Accept: text/event-stream",
                "Accept-Encoding: gzip, deflate",
                "Accept-Language: en-US,en;q=0.9"),
        FIREFOX(
                "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Accept: text/event-stream",
                "Accept-Language: en-US,en;q=0.5",
                "Accept-Encoding: gzip, deflate, br, zstd",
                "Connection: keep-alive",
                "Sec-Fetch-Dest: empty",
                "Sec-Fetch-Mode: cors",
                "Sec-Fetch-Site: same-origin",
                "Pragma: no-cache",
                "Cache-Control: no-cache");

        private final List<String> fields;

        Browser(String... fields) {
            this.fields = List.of(fields);
        }

        Request with(Request request) {
            fields.forEach(request::with);
            return request;
        }
    }

    private final CompletableFuture<UnsteadyBroker> broker = new CompletableFuture<>();
    private TestServer server;

    @BeforeAll
    void startWithABrokerThatIsAway() {
        server = TestServer.start(
                workers -> {
                    broker.complete(new UnsteadyBroker(workers));
                    return broker.join();
                },
                "--origin=" + PAGE,
                "--compress-min=64B");
        broker.join().goAway();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private HttpAnswer ask(Request request) throws Exception {
        return TopicsTest.ask(server.port(), request);
    }

    /** Checks that an answer is a stream that ends, and returns why. */
    private static String why(HttpAnswer answer) {
        assertEquals(200, answer.status(), answer::text);
        assertEquals("text/event-stream", answer.header("Content-Type"));
        assertTrue(answer.hasToken("Cache-Control", "no-store"), answer::head);
        Matcher body = ENDED.matcher(answer.text());
        assertTrue(body.matches(), answer::text);
        int millis = Integer.parseInt(body.group(2));
        assertTrue(millis >= 1000 && millis <= 10_000, answer::text);
        return body.group(1);
    }

    @ParameterizedTest
    @EnumSource(Browser.class)
    void isToldToComeBack(Browser browser) throws Exception {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            for (String target : List.of("/t/a/sse", "/t/a", "/t/a,b/sse?since=all")) {
                HttpAnswer answer = socket.ask(browser.with(Request.get(target)).without("Last-Event-ID"));
                assertEquals("503 Service Unavailable: The broker is away.", why(answer));
            }
            assertEquals(200, socket.ask(Request.get("/healthz")).status(), "the connection goes on");
        }
    }

    @Test
    void aPageOfAnotherOriginMayReadThat() throws Exception {
        HttpAnswer answer = ask(Browser.CHROMIUM.with(Request.get("/t/a/sse")).with("Origin: " + PAGE));
        why(answer);
        assertEquals(PAGE, answer.header("Access-Control-Allow-Origin"));
        assertEquals("true", answer.header("Access-Control-Allow-Credentials"));
    }

    @Test
    void overHttp10TheConnectionEndsWithIt() throws Exception {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            Request request = Request.line("GET /t/a/sse HTTP/1.0").with("Host: localhost");
            HttpAnswer answer = socket.ask(Browser.FIREFOX.with(request).without("Connection"));
            why(answer);
            assertTrue(answer.closes(), answer::head);
            socket.expectEof();
        }
    }

    /** Programs, proxies and libraries on top of fetch look at the status. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "User-Agent: curl/8.14.1|Accept: text/event-stream",
                "User-Agent: curl/8.14.1|Accept: text/event-stream|Cache-Control: no-cache",
                "Accept: text/event-stream",
                "Accept: */*|Cache-Control: no-cache|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty",
                "User-Agent: Mozilla/5.0|Accept: text/event-stream|Sec-Fetch-Mode: cors|Sec-Fetch-Dest: empty",
                "User-Agent: Mozilla/5.0|Accept: text/event-stream|Cache-Control: no-cache|Sec-Fetch-Mode: navigate",
                "User-Agent: Mozilla/5.0|Accept: text/html,text/event-stream|Cache-Control: no-cache"
            })
    void othersGetTheStatus(String fields) throws Exception {
        Request request = Request.get("/t/a/sse");
        List.of(fields.split("\\|")).forEach(request::with);
        HttpAnswer answer = ask(request);
        assertEquals(503, answer.status());
        assertEquals("3", answer.header("Retry-After"));
        assertEquals("The broker is away.", Problem.of(answer).detail());
    }

    @Test
    void whatIsWrongForGoodHasItsStatus() throws Exception {
        assertEquals(
                400, ask(Browser.CHROMIUM.with(Request.get("/t/a/sse?nope=1"))).status());
        assertEquals(404, ask(Browser.CHROMIUM.with(Request.get("/t/a/nope"))).status());
        assertEquals(
                403,
                ask(Browser.CHROMIUM.with(Request.get("/t/a/sse")).with("Origin: https://evil.example"))
                        .status());
    }

    @Test
    void theRateLimitIsATemporaryRefusalToo() throws Exception {
        try (TestServer limited = TestServer.start("--address-request-rate=1");
                RawSocket socket = RawSocket.connect(limited.port())) {
            Request wrong = Browser.CHROMIUM.with(Request.get("/t/a/sse?nope=1"));
            Request head = Browser.CHROMIUM.with(Request.of("HEAD", "/t/a/sse"));
            socket.send(Bytes.concat(wrong.bytes(), wrong.bytes(), head.bytes()));
            assertEquals(400, socket.answer().status());
            assertEquals(
                    "429 Too Many Requests: Too many requests from this address (address-request-rate: 1 a second).",
                    why(socket.answer()));
            assertEquals(429, socket.answerToHead().status());
        }
    }

    @Test
    void itIsCountedAndLoggedAsARefusal(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("access.log");
        CompletableFuture<UnsteadyBroker> away = new CompletableFuture<>();
        try (TestServer counting = TestServer.start(
                workers -> {
                    away.complete(new UnsteadyBroker(workers));
                    return away.join();
                },
                "--metrics=open",
                "--access-log=" + log,
                "--access-log-format=json")) {
            away.join().goAway();
            HttpAnswer answer = TopicsTest.ask(counting.port(), Browser.FIREFOX.with(Request.get("/t/a/sse")));
            why(answer);
            String metrics =
                    TopicsTest.ask(counting.port(), Request.get("/metrics")).text();
            for (String line : List.of(
                    "oneport_refusals_total{reason=\"unavailable\",what=\"request\"} 1.0",
                    "oneport_requests_answered_total{method=\"GET\",status=\"5xx\"} 1.0")) {
                assertTrue(metrics.contains(line), metrics);
            }
        }
        String line = Files.readAllLines(log).get(0);
        assertTrue(line.contains("\"target\":\"/t/a/sse\"") && line.contains("\"status\":503"), line);
    }
}
