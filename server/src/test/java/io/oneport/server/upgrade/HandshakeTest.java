package io.oneport.server.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.server.auth.Origins;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455, section 1.3

    private final Handshake handshake =
            new Handshake(HandshakeTest::offer, new Origins(List.of("https://friend.example")));

    private static Handshake.Offer offer(String path, String query) {
        return switch (path) {
            case "/echo" -> new Handshake.Offer(List.of(), false);
            case "/ws" -> new Handshake.Offer(List.of("oneport.v1.json"), true);
            default -> throw new IllegalArgumentException("path: " + path);
        };
    }

    @Test
    void acceptsTheSampleOfTheRfc() {
        Decision.Accept accept = assertInstanceOf(Decision.Accept.class, decide(request -> {}));
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", accept.acceptKey());
        assertEquals("/echo", accept.path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo?a=b", "/echo?"})
    void looksAtThePathOnly(String target) {
        assertInstanceOf(Decision.Accept.class, decide(request -> request.setUri(target)));
    }

    @ParameterizedTest
    @CsvSource({
        "keep-alive , WebSocket",
        "'keep-alive, UPGRADE', WEBSOCKET",
        "'Upgrade,close', 'foo, websocket'",
    })
    void readsTokenLists(String connection, String upgrade) {
        Decision decision = decide(
                request -> request.headers().set("Connection", connection).set("Upgrade", upgrade));
        if (connection.toLowerCase(java.util.Locale.ROOT).contains("upgrade")) {
            assertInstanceOf(Decision.Accept.class, decision);
        } else {
            assertEquals(
                    426,
                    assertInstanceOf(Decision.Refuse.class, decision).status().code());
        }
    }

    @Test
    void readsTokenListsOverSeveralLines() {
        assertInstanceOf(
                Decision.Accept.class,
                decide(request -> request.headers()
                        .set("Connection", List.of("keep-alive", "x, upgrade"))
                        .set("Upgrade", List.of("h2c", "websocket"))));
    }

    @Test
    void leavesOtherRequestsAlone() {
        assertInstanceOf(Decision.NotAnUpgrade.class, decide(request -> request.setMethod(HttpMethod.POST)));
        assertInstanceOf(
                Decision.NotAnUpgrade.class,
                decide(request -> request.setUri("/nope").headers().remove("Upgrade")));
        assertInstanceOf(
                Decision.NotAnUpgrade.class,
                decide(request -> request.headers().remove("Upgrade").remove("Sec-WebSocket-Key")));
    }

    @Test
    void namesTheProxyThatTookTheUpgradeAway() {
        requireUpgradeRequired(request -> request.setProtocolVersion(HttpVersion.HTTP_1_0));
        requireUpgradeRequired(request -> request.headers().remove("Connection"));
        requireUpgradeRequired(request -> request.headers().remove("Upgrade"));
        requireUpgradeRequired(request -> request.headers().set("Upgrade", "websocket/13"));
    }

    private void requireUpgradeRequired(Consumer<HttpRequest> change) {
        Decision.Refuse refuse = assertInstanceOf(Decision.Refuse.class, decide(change));
        assertEquals(426, refuse.status().code());
        assertTrue(refuse.detail().contains("A proxy on the way"), refuse.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Version, 12, 426, 'Sec-WebSocket-Version: 12 (expected: 13, once).'",
        "Sec-WebSocket-Key, AAAA, 400, 'Sec-WebSocket-Key: AAAA (expected: 16 bytes in base64, once).'",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZQ=, 400, 'dGhlIHNhbXBsZSBub25jZQ= ('",
        "Sec-WebSocket-Key, dGhlIHNhbXBsZSBub25jZWU=, 400, 16 bytes",
        "Content-Length, 1, 400, body",
        "Transfer-Encoding, chunked, 400, body",
        "Origin, https://foe.example, 403, https://foe.example",
        "Origin, null, 403, null",
        "Origin, ftp://here:8080, 403, ftp://here:8080",
    })
    void refusesAndSaysWhy(String header, String value, int status, String detail) {
        Decision.Refuse refuse = assertInstanceOf(
                Decision.Refuse.class, decide(request -> request.headers().set(header, value)));
        assertEquals(status, refuse.status().code());
        assertTrue(refuse.detail().contains(detail), refuse.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://here:8080", "HTTP://HERE:8080", "https://friend.example"})
    void letsKnownOriginsIn(String origin) {
        assertInstanceOf(
                Decision.Accept.class, decide(request -> request.headers().set("Origin", origin)));
    }

    @ParameterizedTest
    @CsvSource({
        "oneport.v1.json, oneport.v1.json",
        "'other, oneport.v1.json', oneport.v1.json",
        ",",
    })
    void choosesASubprotocol(String offered, String chosen) {
        Decision.Accept accept = assertInstanceOf(Decision.Accept.class, decide(request -> {
            request.setUri("/ws");
            if (offered != null) {
                request.headers().set("Sec-WebSocket-Protocol", offered);
            }
        }));
        assertEquals(chosen, accept.subprotocol());
    }

    @Test
    void refusesAPeerThatSpeaksSomethingElse() {
        Decision.Refuse refuse = assertInstanceOf(
                Decision.Refuse.class,
                decide(request -> request.setUri("/ws").headers().set("Sec-WebSocket-Protocol", "mqtt")));
        assertEquals(400, refuse.status().code());
        assertEquals("Sec-WebSocket-Protocol: mqtt (expected: oneport.v1.json).", refuse.detail());
    }

    @Test
    void aPathThatCannotServeThisSaysWhy() {
        Decision.Refuse refuse = assertInstanceOf(Decision.Refuse.class, decide(request -> request.setUri("/t/b@d")));
        assertEquals(400, refuse.status().code());
        assertEquals("path: /t/b@d", refuse.detail());
    }

    private Decision decide(Consumer<HttpRequest> change) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/echo");
        request.headers()
                .set("Host", "here:8080")
                .set("Connection", "Upgrade")
                .set("Upgrade", "websocket")
                .set("Sec-WebSocket-Version", "13")
                .set("Sec-WebSocket-Key", SAMPLE_KEY);
        change.accept(request);
        return handshake.decide(request);
    }
}
