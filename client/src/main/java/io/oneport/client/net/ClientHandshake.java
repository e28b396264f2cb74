package io.oneport.client.net;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The client's half of the opening handshake (RFC 6455, section 4.1): makes one request, judges its answer.
 *
 * <p>For one upgrade of one socket. Does no input or output; immutable once made, so any thread may call it.
 */
public final class ClientHandshake {
    /** What an answer means. */
    public sealed interface UpgradeReply {
        /**
         * The server switched: frames follow.
         *
         * @param subprotocol the one that it chose, if it chose one
         * @param deflate whether it agreed to permessage-deflate; else messages go as they are (RFC 7692, section 5)
         */
        record Switched(Optional<String> subprotocol, boolean deflate) implements UpgradeReply {}

        /** It did not, or not rightly: which rule the answer breaks and what came instead, in one sentence. */
        record Rejected(String why) implements UpgradeReply {}
    }

    /** How it is said that a server has not switched. */
    public static final String WRONG_STATUS = "the answer to the upgrade is wrong: the status: ";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final Target target;
    private final List<String> subprotocols;
    private final List<Header> headers;
    private final boolean deflate;
    private final String key;

    /** As the other one, for a handshake that offers no extension. */
    public ClientHandshake(Target target, List<String> subprotocols, List<Header> headers, Random random) {
        this(target, subprotocols, headers, false, random);
    }

    /**
     * Draws the key of one handshake.
     *
     * @param target host for the Host header, and the path to ask for
     * @param subprotocols those offered, the preferred one first; may be empty
     * @param headers more header fields
     * @param deflate whether to offer permessage-deflate (RFC 7692) without context takeover
     * @param random where the key comes from; a {@link java.security.SecureRandom}, except in tests
     */
    public ClientHandshake(
            Target target, List<String> subprotocols, List<Header> headers, boolean deflate, Random random) {
        this.target = target;
        this.subprotocols = List.copyOf(subprotocols);
        this.headers = List.copyOf(headers);
        this.deflate = deflate;
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = Base64.getEncoder().encodeToString(bytes);
    }

    /** The request to upgrade, without a body. The caller releases it, or writes it, which does. */
    public FullHttpRequest request() {
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target.path());
        HttpHeaders fields = request.headers()
                .set(HttpHeaderNames.HOST, target.authority())
                .set(HttpHeaderNames.UPGRADE, "websocket")
                .set(HttpHeaderNames.CONNECTION, "Upgrade")
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        if (!subprotocols.isEmpty()) {
            fields.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", subprotocols));
        }
        if (deflate) {
            fields.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, DeflateOffer.TEXT);
        }
        Header.addAll(fields, headers);
        return request;
    }

    /**
     * Judges the answer by the rules of RFC 6455, section 4.1, in their order there.
     *
     * @param answer the answer to {@link #request()}; its body serves only to say why an upgrade was refused
     */
    public UpgradeReply verify(HttpAnswer answer) {
        if (answer.isError()) {
            return new UpgradeReply.Rejected("the server refused to upgrade: " + answer.sentence());
        }
        if (answer.status() != 101) {
            return new UpgradeReply.Rejected(WRONG_STATUS + answer.sentence() + " (expected: 101 Switching Protocols)");
        }
        HttpHeaders fields = answer.headers();
        if (!fields.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
            return wrong("Upgrade", all(fields, HttpHeaderNames.UPGRADE), "websocket");
        }
        if (!fields.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
            return wrong("Connection", all(fields, HttpHeaderNames.CONNECTION), "Upgrade");
        }
        String accept = all(fields, HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        if (!accept.equals(acceptFor(key))) {
            return wrong("Sec-WebSocket-Accept", accept, acceptFor(key) + " for this key");
        }
        boolean extended = fields.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
        if (extended) {
            String extensions = all(fields, HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
            Optional<String> expected =
                    deflate ? DeflateOffer.expectedInsteadOf(extensions) : Optional.of("none, as none was offered");
            if (expected.isPresent()) {
                return wrong("Sec-WebSocket-Extensions", extensions, expected.get());
            }
        }
        if (!fields.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            return new UpgradeReply.Switched(Optional.empty(), extended);
        }
        String chosen = all(fields, HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (!subprotocols.contains(chosen)) {
            String offered = String.join(" or ", subprotocols);
            return wrong("Sec-WebSocket-Protocol", chosen, offered.isEmpty() ? "none, as none was offered" : offered);
        }
        return new UpgradeReply.Switched(Optional.of(chosen), extended);
    }

    /** The only value of Sec-WebSocket-Accept that answers this key (RFC 6455, section 4.2.2, item 5.4). */
    static String acceptFor(String key) {
        try {
            byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-1", impossible);
        }
    }

    private static UpgradeReply wrong(String rule, String came, String expected) {
        return new UpgradeReply.Rejected("the answer to the upgrade is wrong: " + rule + ": "
                + (came.isEmpty() ? "(nothing)" : came) + " (expected: " + expected + ")");
    }

    /** All lines of a field as the one list that they are (RFC 9110, section 5.3). */
    private static String all(HttpHeaders fields, CharSequence name) {
        return String.join(", ", fields.getAll(name));
    }
}
