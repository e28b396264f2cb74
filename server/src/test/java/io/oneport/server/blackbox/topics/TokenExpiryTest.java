package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What happens to sockets when the token expires that they were opened with, and how one goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenExpiryTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration HOUR = Duration.ofHours(1);

    private TestServer server;

    @BeforeAll
    void start() {
        server =
                TestServer.start("--jwt-key=" + Tokens.keyFile(), "--jwt-clock-skew=0s", "--allow-anonymous=subscribe");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    @MostlyWaits
    void socketsAreClosedWithTheirCode() throws IOException {
        String token = token(SOON);
        try (RawSocket raw = open("/t/a", token);
                RawSocket json = open("/ws", token)) {
            assertEquals("token expired", raw.expectClose(4003));
            assertEquals("token expired", json.expectClose(4003));
        }
    }

    @Test
    @MostlyWaits
    void streamsSaySoAndEnd() throws IOException {
        String token = token(SOON);
        try (RawSocket sse = RawSocket.connect(server.port());
                RawSocket lines = RawSocket.connect(server.port());
                RawSocket raw = RawSocket.connect(server.port())) {
            InputStream events = sse.stream(get("/t/a/sse", token), "text/event-stream");
            InputStream json = lines.stream(get("/t/a/json", token), "application/x-ndjson");
            InputStream bytes = raw.stream(get("/t/a/raw", token), "application/octet-stream");
            String last = new String(events.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(
                    last.contains("\nevent: oneport-expired\ndata: {\"type\":\"error\",\"error\":\"token-expired\""),
                    last);
            String[] objects = new String(json.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split("\n");
            assertEquals("token-expired", Json.read(objects[objects.length - 1]).get("error"));
            assertEquals(0, bytes.readAllBytes().length);
            sse.expectEof();
        }
    }

    @Test
    @MostlyWaits
    void aLongPollIsAnswered401AndTheConnectionGoesOn() throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            HttpAnswer answer = socket.ask(get("/t/a?wait=50s", token(SOON)));
            assertEquals(401, answer.status());
            assertEquals(
                    "Bearer error=\"invalid_token\", error_description=\"expired\"", answer.header("WWW-Authenticate"));
            assertEquals(200, socket.ask(get("/t/a", token(HOUR))).status());
        }
    }

    @Test
    @MostlyWaits
    void aNewTokenKeepsASocketOpen() throws IOException {
        String first = token(SOON);
        try (JsonSocket renewed = new JsonSocket(open("/ws", first));
                RawSocket other = open("/ws", first)) {
            renewed.subscribe("renewed", null); // the others are there to get nothing
            Json answer = renewed.send("{'type':'auth','id':7,'token':'" + token(HOUR) + "'}")
                    .expect("authenticated");
            assertEquals("7", answer.get("re"));
            Instant expires = Instant.parse(answer.get("expires"));
            assertTrue(expires.isAfter(Instant.now().plusSeconds(3500)), expires::toString);
            other.expectClose(4003);
            renewed.send("{'type':'publish','id':8,'topic':'renewed','data':'still here'}");
            assertEquals("still here", nextMessage(renewed));
        }
    }

    @Test
    @MostlyWaits
    void aShorterTokenEndsEarlier() throws IOException {
        try (JsonSocket socket = new JsonSocket(open("/ws", token(HOUR)))) {
            socket.send("{'type':'auth','id':1,'token':'" + token(SOON) + "'}").expect("authenticated");
            socket.wire().expectClose(4003);
        }
    }

    @Test
    @MostlyWaits
    void aBadNewTokenChangesNothing() throws IOException {
        try (JsonSocket socket = new JsonSocket(open("/ws", token(SOON)))) {
            for (String bad : List.of(
                    "x",
                    Tokens.of("*", "*", HOUR, Tokens.OTHER_SECRET),
                    token(Duration.ofSeconds(-9)),
                    Tokens.signed(
                            new JWTClaimsSet.Builder(Tokens.claims(HOUR).build())
                                    .subject("bob")
                                    .build(),
                            Tokens.SECRET))) {
                Json error = socket.send("{'type':'auth','id':1,'token':'" + bad + "'}")
                        .expectError("bad-token", "1");
                assertFalse(error.get("detail").contains("eyJ"), error::toString);
            }
            socket.send("{'type':'auth','id':2}").expectError("bad-command", "2");
            socket.send("{'type':'auth','id':3,'token':4}").expectError("bad-command", "3");
            socket.wire().expectClose(4003);
        }
    }

    @Test
    @MostlyWaits
    void aTokenWithFewerRightsEndsSubscriptions() throws IOException {
        try (JsonSocket socket = new JsonSocket(open("/ws", token(HOUR)))) {
            socket.subscribe("a", null);
            socket.subscribe("b", null);
            socket.send("{'type':'auth','id':1,'token':'" + Tokens.forTopic("b") + "'}")
                    .expect("authenticated");
            Json left = socket.expect("unsubscribed");
            assertEquals("a", left.get("topic"));
            assertFalse(left.has("re"));
            socket.send("{'type':'subscribe','id':2,'topic':'a'}").expectError("forbidden", "2");
            socket.send("{'type':'publish','id':3,'topic':'a','data':'x'}").expectError("forbidden", "3");
            socket.send("{'type':'publish','id':4,'topic':'b','data':'x'}");
            assertEquals("x", nextMessage(socket));
        }
    }

    @Test
    @MostlyWaits
    void whoCameWithoutATokenMayShowOneLater() throws IOException {
        try (JsonSocket socket = JsonSocket.open(server.port())) {
            socket.send("{'type':'publish','id':1,'topic':'c','data':'x'}").expectError("no-token", "1");
            socket.send("{'type':'auth','id':2,'token':'" + token(HOUR) + "'}");
            socket.send("{'type':'publish','id':3,'topic':'c','data':'x'}"); // what follows waits for the check
            socket.expect("authenticated");
            socket.expect("published");
        }
    }

    @Test
    @MostlyWaits
    void aServerWithoutKeysTakesNone() throws IOException {
        try (TestServer keyless = TestServer.start();
                JsonSocket socket = JsonSocket.open(keyless.port())) {
            socket.send("{'type':'auth','id':1,'token':'" + token(HOUR) + "'}").expectError("bad-token", "1");
            socket.expectQuiet();
        }
    }

    private static String nextMessage(JsonSocket socket) throws IOException {
        Json json = socket.next();
        while (!json.get("type").equals("message")) {
            json = socket.next();
        }
        return json.get("data");
    }

    private static String token(Duration validFor) {
        return Tokens.of("*", "*", validFor, Tokens.SECRET);
    }

    private static Request get(String target, String token) {
        return Request.get(target).with("Authorization: Bearer " + token);
    }

    private RawSocket open(String path, String token) throws IOException {
        RawSocket socket = RawSocket.connect(server.port());
        assertEquals(
                101,
                socket.head(Request.upgrade(path).with("Authorization: Bearer " + token))
                        .status());
        return socket;
    }
}
