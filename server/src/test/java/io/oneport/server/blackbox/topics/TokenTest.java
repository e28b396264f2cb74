package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.auth.jwt.SigningKey;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in: what one way to a topic refuses, every other refuses too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenTest {
    private static final String BEARER = "Authorization: Bearer ";

    private TestServer closed;
    private TestServer readable;
    private TestServer open;

    @BeforeAll
    void start() {
        String key = "--jwt-key=" + Tokens.keyFile();
        closed = TestServer.start(key, "--jwt-clock-skew=0s");
        readable = TestServer.start(key, "--allow-anonymous=subscribe");
        open = TestServer.start();
    }

    @AfterAll
    void stop() {
        closed.close();
        readable.close();
        open.close();
    }

    @ParameterizedTest
    @EnumSource
    void withoutATokenNothingIsPossible(Way way) throws IOException {
        assertEquals(401, way.ask(closed.port(), "a.b"));
    }

    @ParameterizedTest
    @EnumSource
    void withoutATokenEveryoneMayReadIfThatIsAllowed(Way way) throws IOException {
        int expected = way.publishes() ? 401 : 200;
        if (way == Way.RAW_FRAME) {
            expected = 403; // the socket is open: Close 1008
        }
        assertEquals(expected, way.ask(readable.port(), "a.b"));
    }

    @ParameterizedTest
    @EnumSource
    void onLoopbackWithoutKeysEverythingIsPossible(Way way) throws IOException {
        assertEquals(200, way.ask(open.port(), "a.b"));
    }

    @ParameterizedTest
    @EnumSource
    void theRightTokenIsTaken(Way way) throws IOException {
        String token = Tokens.signed(
                Tokens.claims(Duration.ofHours(1))
                        .claim("publish", List.of("a.*"))
                        .claim("subscribe", List.of("a.*", "open"))
                        .build(),
                Tokens.SECRET);
        assertEquals(200, way.ask(closed.port(), "a.b", BEARER + token));
        assertEquals(200, way.ask(readable.port(), "a.b", BEARER + token));
    }

    @ParameterizedTest
    @EnumSource
    void aTokenForAnotherTopicIsNotEnough(Way way) throws IOException {
        String token = Tokens.forTopic("a.open");
        for (String topic : List.of("a.openly", "a.ope", "b", "A.open")) {
            assertEquals(403, way.ask(closed.port(), topic, BEARER + token), topic);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readingIsNoRightToPublishAndTheOtherWayRound(Way way) throws IOException {
        Duration hour = Duration.ofHours(1);
        String reads = Tokens.of("none-such", "*", hour, Tokens.SECRET);
        String publishes = Tokens.of("*", "none-such", hour, Tokens.SECRET);
        assertEquals(way.publishes() ? 403 : 200, way.ask(closed.port(), "a.b", BEARER + reads));
        boolean refused = !way.publishes() || way == Way.RAW_FRAME;
        assertEquals(refused ? 403 : 200, way.ask(closed.port(), "a.b", BEARER + publishes));
    }

    @ParameterizedTest
    @EnumSource
    void aBadTokenIsRefusedEvenWhereNoneIsNeeded(Way way) throws IOException {
        Duration hour = Duration.ofHours(1);
        List<String> bad = List.of(
                Tokens.of("*", "*", hour, Tokens.OTHER_SECRET),
                Tokens.of("*", "*", Duration.ofSeconds(-30), Tokens.SECRET),
                "e30.e30.",
                "x",
                "a".repeat(9000));
        for (String token : bad) {
            assertEquals(401, way.ask(closed.port(), "a.b", BEARER + token), token);
            assertEquals(401, way.ask(readable.port(), "a.b", BEARER + token), token);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/plaintext", "/healthz"})
    void pagesThatShowNothingOfTopicsNeedNone(String path) throws IOException {
        try (RawSocket socket = RawSocket.connect(closed.port())) {
            assertEquals(200, socket.ask(Request.get(path)).status());
        }
    }

    /** Checked beside the event loops: the request waits meanwhile. */
    @ParameterizedTest
    @EnumSource
    void aPublicKeyDoesTheSame(Way way) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        KeyPair pair = keys.generateKeyPair();
        Path publicKey = pem("PUBLIC KEY", pair.getPublic());
        SigningKey key = SigningKey.read(pem("PRIVATE KEY", pair.getPrivate()));
        String good = key.sign(Tokens.claims(Duration.ofHours(1))
                .claim("publish", List.of("a.*"))
                .claim("subscribe", List.of("a.*", "open"))
                .build());
        String forged = good.substring(0, good.length() - 20) + "A".repeat(20);
        try (TestServer server = TestServer.start("--jwt-key=" + publicKey)) {
            assertEquals(401, way.ask(server.port(), "a.b", BEARER + forged));
            assertEquals(200, way.ask(server.port(), "a.b", BEARER + good));
            assertEquals(403, way.ask(server.port(), "b", BEARER + good));
            assertEquals(200, way.ask(server.port(), "a.b", BEARER + good), "remembered");
            assertEquals(401, way.ask(server.port(), "a.b"));
        }
    }

    private static Path pem(String label, Key key) throws IOException {
        Path file = Files.createTempFile("oneport", ".pem");
        file.toFile().deleteOnExit();
        return Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END " + label + "-----\n");
    }

    /** Whatever the patterns: all ways to read agree, and all ways to publish. */
    @Test
    void allWaysAgree() throws IOException {
        List<String> names = List.of("a", "a.", "a.b", "a.b.c", "ab", "b", "A.b", "a-b", "a~", "a:b");
        Random random = new Random(15);
        for (int round = 0; round < 12; round++) {
            String name = names.get(random.nextInt(names.size()));
            String start = name.substring(0, random.nextInt(name.length() + 1));
            String pattern = random.nextBoolean() ? start + "*" : names.get(random.nextInt(names.size()));
            String topic = names.get(random.nextInt(names.size()));
            boolean matches = pattern.endsWith("*")
                    ? topic.startsWith(pattern.substring(0, pattern.length() - 1))
                    : topic.equals(pattern);
            String token = Tokens.signed(
                    Tokens.claims(Duration.ofHours(1))
                            .claim("publish", List.of(pattern))
                            .claim("subscribe", List.of(pattern, "open", "a.open"))
                            .build(),
                    Tokens.SECRET);
            for (Way way : Way.values()) {
                assertEquals(
                        matches ? 200 : 403,
                        way.ask(closed.port(), topic, BEARER + token),
                        () -> way + " " + topic + " with " + pattern);
            }
        }
    }

    @Test
    void aRefusalSaysWhyAndNothingElse() throws IOException {
        String expired = Tokens.of("*", "*", Duration.ofSeconds(-5), Tokens.SECRET);
        HttpAnswer answer = ask(BEARER + expired);
        assertEquals(401, answer.status());
        assertEquals(
                "Bearer error=\"invalid_token\", error_description=\"expired\"", answer.header("WWW-Authenticate"));
        assertTrue(answer.text().contains("Token refused: expired."), answer.text());
        assertFalse(answer.text().contains(expired.substring(0, 10)), answer.text());
        assertEquals("Bearer", ask("X-Nothing: 1").header("WWW-Authenticate"));
        HttpAnswer denied = ask(BEARER + Tokens.forTopic("other"));
        assertEquals(403, denied.status());
        assertEquals("Bearer error=\"insufficient_scope\"", denied.header("WWW-Authenticate"));
    }

    @Test
    void aDenialTellsNothingAboutWhatExists() throws IOException {
        assertEquals(200, Way.POST.ask(closed.port(), "there", BEARER + Tokens.forTopic("there")));
        String token = BEARER + Tokens.forTopic("other");
        try (RawSocket socket = RawSocket.connect(closed.port())) {
            String there = socket.ask(Request.get("/t/there").with(token)).masked();
            String not = socket.ask(Request.get("/t/fable").with(token)).masked();
            assertEquals(there, not.replace("fable", "there"));
        }
    }

    @Test
    void otherSchemesAreNotOurs() throws IOException {
        assertEquals(401, ask("Authorization: Basic YTpi").status());
        assertEquals("Bearer", ask("Authorization: Basic YTpi").header("WWW-Authenticate"));
        assertEquals(
                200, ask("authorization: bEaReR   " + Tokens.forTopic("a.b")).status());
    }

    @Test
    void twoDifferentTokensAreOneTooMany() throws IOException {
        String one = BEARER + Tokens.forTopic("a.b");
        assertEquals(400, ask(one, BEARER + Tokens.forTopic("a.*")).status());
        assertEquals(200, ask(one, one).status());
    }

    @Test
    void aTokenIsCheckedForEachRequestOfAConnection() throws IOException {
        String good = BEARER + Tokens.forTopic("a.b");
        String other = BEARER + Tokens.forTopic("other");
        try (RawSocket socket = RawSocket.connect(closed.port())) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, socket.ask(Request.get("/t/a.b").with(good)).status());
                assertEquals(200, socket.ask(Request.get("/t/a.b").with(good)).status());
                assertEquals(403, socket.ask(Request.get("/t/a.b").with(other)).status());
                assertEquals(401, socket.ask(Request.get("/t/a.b")).status());
            }
        }
    }

    @Test
    void eachLineOfABatchIsAskedFor() throws IOException {
        Request batch = Request.of("POST", "/t")
                .with("Content-Type: application/x-ndjson")
                .with(BEARER + Tokens.forTopic("a.*"))
                .body(
                        "{\"topic\":\"a.1\",\"data\":\"x\"}\n{\"topic\":\"b\",\"data\":\"x\"}\n{\"topic\":\"a.2\",\"data\":\"x\"}\n");
        try (RawSocket socket = RawSocket.connect(closed.port())) {
            List<String> lines = socket.ask(batch).text().lines().toList();
            assertEquals(3, lines.size());
            assertTrue(lines.get(0).contains("\"a.1\""), lines.get(0));
            assertTrue(lines.get(1).contains("\"forbidden\"") && lines.get(1).contains("\"line\":2"), lines.get(1));
            assertTrue(lines.get(2).contains("\"a.2\""), lines.get(2));
        }
    }

    private HttpAnswer ask(String... headers) throws IOException {
        Request request = Request.get("/t/a.b");
        for (String header : headers) {
            request.with(header);
        }
        try (RawSocket socket = RawSocket.connect(closed.port())) {
            return socket.ask(request);
        }
    }
}
