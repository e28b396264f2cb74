package io.oneport.server.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.Request;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.TestRequest;
import io.oneport.server.api.WebSocket;
import io.oneport.server.api.WebSocketEndpoint;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455, section 1.3

    private final Handshake handshake = new Handshake(new Routes(List.of(
            Route.webSocket("/echo", endpoint(List.of())),
            Route.webSocket("/ws", endpoint(List.of("oneport.v1.json"))),
            Route.get("/plain", exchange -> {}))));

    private static WebSocketEndpoint endpoint(List<String> subprotocols) {
        return new WebSocketEndpoint() {
            @Override
            public List<String> subprotocols() {
                return subprotocols;
            }

            @Override
            public boolean requiresSubprotocol() {
                return !subprotocols.isEmpty();
            }

            @Override
            public void check(Request request) {
                if (request.query("bad") != null) {
                    throw new IllegalArgumentException("bad: " + request.query("bad"));
                }
            }

            @Override
            public MessageListener open(WebSocket socket, Opening opening) {
                throw new IllegalStateException("nothing is opened here");
            }
        };
    }

    @Test
    void acceptsTheSampleOfTheRfc() {
        Decision.Accept accept = assertInstanceOf(Decision.Accept.class, decide(request -> {}));
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", accept.acceptKey());
        assertEquals("/echo", accept.request().path());
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
    })
    void refusesAndSaysWhy(String header, String value, int status, String detail) {
        Decision.Refuse refuse = assertInstanceOf(
                Decision.Refuse.class, decide(request -> request.headers().set(header, value)));
        assertEquals(status, refuse.status().code());
        assertTrue(refuse.detail().contains(detail), refuse.detail());
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
    void aWebSocketThatCannotServeThisSaysWhy() {
        Decision.Refuse refuse =
                assertInstanceOf(Decision.Refuse.class, decide(request -> request.setUri("/echo?bad=this")));
        assertEquals(400, refuse.status().code());
        assertEquals("bad: this", refuse.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/plain"})
    void aPathWithoutAWebSocketIsNotFound(String path) {
        Decision.Refuse refuse = assertInstanceOf(Decision.Refuse.class, decide(request -> request.setUri(path)));
        assertEquals(404, refuse.status().code());
        assertInstanceOf(
                Decision.NotAnUpgrade.class,
                decide(request -> request.setUri(path).headers().remove("Upgrade")));
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
        return handshake.decide(request, TestRequest.get(request.uri()));
    }
}
