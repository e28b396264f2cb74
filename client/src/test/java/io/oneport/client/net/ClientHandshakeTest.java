package io.oneport.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.oneport.client.net.ClientHandshake.UpgradeReply;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientHandshakeTest {
    private static final Target TARGET = Target.parse("ws://example.org:8080/chat?x=1");

    private static ClientHandshake offering(String... subprotocols) {
        return new ClientHandshake(TARGET, List.of(subprotocols), List.of(), new Random(7));
    }

    private static HttpHeaders requestOf(ClientHandshake handshake) {
        FullHttpRequest request = handshake.request();
        try {
            return request.headers().copy();
        } finally {
            request.release();
        }
    }

    private static HttpHeaders right(ClientHandshake handshake) {
        return new DefaultHttpHeaders()
                .set("Upgrade", "websocket")
                .set("Connection", "Upgrade")
                .set(
                        "Sec-WebSocket-Accept",
                        ClientHandshake.acceptFor(requestOf(handshake).get("Sec-WebSocket-Key")));
    }

    private static HttpAnswer answer(int status, HttpHeaders headers, String body) {
        return new HttpAnswer(status, "Reason", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(ClientHandshake handshake, HttpHeaders headers) {
        return ((UpgradeReply.Rejected) handshake.verify(answer(101, headers, ""))).why();
    }

    @Test
    void acceptIsThatOfTheRfcsExample() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", ClientHandshake.acceptFor("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    @Test
    void theRequestHasWhatTheRfcAsksFor() {
        Header origin = new Header("Origin", "https://example.org");
        Header host = new Header("Host", "other");
        ClientHandshake handshake =
                new ClientHandshake(TARGET, List.of("a", "b"), List.of(origin, host), new Random(7));
        FullHttpRequest request = handshake.request();
        request.release();
        assertEquals("/chat?x=1", request.uri());
        HttpHeaders headers = request.headers();
        assertEquals(List.of("other"), headers.getAll("Host"));
        assertEquals("websocket", headers.get("Upgrade"));
        assertEquals("Upgrade", headers.get("Connection"));
        assertEquals("13", headers.get("Sec-WebSocket-Version"));
        assertEquals("a, b", headers.get("Sec-WebSocket-Protocol"));
        assertEquals("https://example.org", headers.get("Origin"));
        assertEquals(16, Base64.getDecoder().decode(headers.get("Sec-WebSocket-Key")).length);
    }

    @Test
    void eachHandshakeHasItsOwnKey() {
        Random random = new Random(7);
        HttpHeaders one = requestOf(new ClientHandshake(TARGET, List.of(), List.of(), random));
        HttpHeaders other = requestOf(new ClientHandshake(TARGET, List.of(), List.of(), random));
        assertNotEquals(one.get("Sec-WebSocket-Key"), other.get("Sec-WebSocket-Key"));
    }

    @Test
    void aRightAnswerSwitches() {
        ClientHandshake handshake = offering();
        assertEquals(
                new UpgradeReply.Switched(Optional.empty(), false),
                handshake.verify(answer(101, right(handshake), "")));
    }

    @Test
    void tokensMayComeInAnyCaseAndOverManyLines() {
        ClientHandshake handshake = offering();
        HttpHeaders headers = right(handshake).set("Upgrade", "WebSocket").remove("Connection");
        headers.add("Connection", "keep-alive").add("Connection", "foo, uPGRADE");
        assertEquals(new UpgradeReply.Switched(Optional.empty(), false), handshake.verify(answer(101, headers, "")));
    }

    @Test
    void aSubprotocolThatWasOfferedIsTaken() {
        ClientHandshake handshake = offering("a", "b");
        HttpHeaders headers = right(handshake).set("Sec-WebSocket-Protocol", "b");
        assertEquals(new UpgradeReply.Switched(Optional.of("b"), false), handshake.verify(answer(101, headers, "")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade | h2c | Upgrade: h2c (expected: websocket)",
                "Connection | keep-alive | Connection: keep-alive (expected: Upgrade)",
                "Connection | Upgraded | Connection: Upgraded (expected: Upgrade)",
                "Sec-WebSocket-Extensions | permessage-deflate | Sec-WebSocket-Extensions: permessage-deflate"
                        + " (expected: none, as none was offered)",
                "Sec-WebSocket-Protocol | c | Sec-WebSocket-Protocol: c (expected: a or b)",
                "Sec-WebSocket-Protocol | a, b | Sec-WebSocket-Protocol: a, b (expected: a or b)",
                "Sec-WebSocket-Protocol | A | Sec-WebSocket-Protocol: A (expected: a or b)",
            })
    void aWrongFieldIsNamed(String name, String value, String why) {
        ClientHandshake handshake = offering("a", "b");
        assertEquals(
                "the answer to the upgrade is wrong: " + why,
                refusal(handshake, right(handshake).set(name, value)));
    }

    @Test
    void aSubprotocolThatNobodyOfferedIsRefused() {
        ClientHandshake handshake = offering();
        String why = refusal(handshake, right(handshake).set("Sec-WebSocket-Protocol", "a"));
        assertTrue(why.endsWith("Sec-WebSocket-Protocol: a (expected: none, as none was offered)"), why);
    }

    @Test
    void aWrongOrMissingAcceptIsRefused() {
        ClientHandshake handshake = offering();
        String expected = right(handshake).get("Sec-WebSocket-Accept");
        String wrong = refusal(handshake, right(handshake).set("Sec-WebSocket-Accept", expected.toLowerCase()));
        assertTrue(wrong.endsWith("(expected: " + expected + " for this key)"), wrong);
        String missing = refusal(handshake, right(handshake).remove("Sec-WebSocket-Accept"));
        assertTrue(missing.contains("Sec-WebSocket-Accept: (nothing) (expected: "), missing);
        String twice = refusal(handshake, right(handshake).add("Sec-WebSocket-Accept", expected));
        assertTrue(twice.contains(expected + ", " + expected), twice);
    }

    @Test
    void anotherStatusIsToldWithTheBeginningOfItsBody() {
        UpgradeReply verdict =
                offering().verify(answer(403, new DefaultHttpHeaders(), "no\r\nentry" + "!".repeat(300)));
        String why = ((UpgradeReply.Rejected) verdict).why();
        assertTrue(why.startsWith("the server refused to upgrade: 403 Reason: no entry!"), why);
        assertTrue(why.endsWith("!…"), why);
    }
}
