package io.oneport.server.upgrade;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static io.netty.handler.codec.http.HttpHeaderValues.WEBSOCKET;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.server.auth.Origins;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The opening handshake of RFC 6455, section 4.2, as a pure decision: it reads a request's head and says what becomes
 * of it. It touches no channel. Immutable: any thread.
 */
public final class Handshake {
    private static final byte[] SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: "
                    .getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_SWITCHING_BYTES = 192;
    private static final Decision NOT_AN_UPGRADE = new Decision.NotAnUpgrade();

    /** What a path has to offer. */
    public interface Paths {
        /**
         * Looks a path up.
         *
         * @return null if it has no WebSocket
         * @throws IllegalArgumentException if it could have one, but not for this; the message says what was expected
         */
        Offer at(String path, String query);
    }

    /**
     * A WebSocket that a path has.
     *
     * @param subprotocols those spoken there
     * @param required whether a peer that offers only others is refused; one that offers none is not
     */
    public record Offer(List<String> subprotocols, boolean required) {}

    private final Paths paths;
    private final Origins origins;

    /**
     * Makes the rules.
     *
     * @param paths which paths have a WebSocket
     * @param origins whose pages may open one
     */
    public Handshake(Paths paths, Origins origins) {
        this.paths = paths;
        this.origins = origins;
    }

    /**
     * Decides on one request.
     *
     * @param request a head that has passed the request guard: one Host, an origin-form target, a version of HTTP/1
     */
    public Decision decide(HttpRequest request) {
        if (!asksForWebSocket(request)) {
            return lostItsUpgrade(request) ? upgradeRequired(request) : NOT_AN_UPGRADE;
        }
        HttpHeaders headers = request.headers();
        String target = request.uri();
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        Offer offer;
        try {
            offer = paths.at(path, query);
        } catch (IllegalArgumentException e) {
            return refuse(HttpResponseStatus.BAD_REQUEST, e.getMessage());
        }
        if (offer == null) {
            return refuse(HttpResponseStatus.NOT_FOUND, "No WebSocket at " + path + ".");
        }
        if (announcesBody(headers)) {
            return bodyOnUpgrade();
        }
        List<String> versions = headers.getAll(SEC_WEBSOCKET_VERSION);
        if (versions.size() != 1 || !versions.get(0).equals("13")) {
            return refuse(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "Sec-WebSocket-Version: " + given(versions) + " (expected: 13, once).");
        }
        List<String> keys = headers.getAll(SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || !AcceptKey.isKey(keys.get(0))) {
            return refuse(
                    HttpResponseStatus.BAD_REQUEST,
                    "Sec-WebSocket-Key: " + given(keys) + " (expected: 16 bytes in base64, once).");
        }
        String refusal = origins.refusal(all(headers, ORIGIN), headers.get(HOST, ""));
        if (refusal != null) {
            return refuse(HttpResponseStatus.FORBIDDEN, refusal);
        }
        List<String> offered = tokens(all(headers, SEC_WEBSOCKET_PROTOCOL));
        String subprotocol = spoken(offered, offer.subprotocols());
        if (subprotocol == null && !offered.isEmpty() && offer.required()) {
            return refuse(
                    HttpResponseStatus.BAD_REQUEST,
                    "Sec-WebSocket-Protocol: " + String.join(", ", offered) + " (expected: "
                            + String.join(" or ", offer.subprotocols()) + ").");
        }
        return new Decision.Accept(path, query, AcceptKey.of(keys.get(0)), subprotocol);
    }

    /** The refusal of an upgrade with a body, which could pass for frames. */
    static Decision.Refuse bodyOnUpgrade() {
        return refuse(HttpResponseStatus.BAD_REQUEST, "A request to upgrade must have no body; this one has one.");
    }

    /** The 101 that seals an accepted upgrade (RFC 6455, section 4.2.2). */
    public static ByteBuf switchingProtocols(Decision.Accept accept, ByteBufAllocator allocator) {
        ByteBuf response = allocator.ioBuffer(MAX_SWITCHING_BYTES);
        response.writeBytes(SWITCHING);
        ByteBufUtil.writeAscii(response, accept.acceptKey());
        if (accept.subprotocol() != null) {
            ByteBufUtil.writeAscii(response, "\r\nsec-websocket-protocol: ");
            ByteBufUtil.writeAscii(response, accept.subprotocol()); // one of our own, not what the peer wrote
        }
        ByteBufUtil.writeAscii(response, "\r\n\r\n");
        return response;
    }

    /**
     * Whether this is an upgrade at all. Everything else is not refused but served as if the header were not there
     * (RFC 9110, section 7.8): HTTP/1.0, other methods, no {@code upgrade} option in Connection, other protocols.
     */
    private static boolean asksForWebSocket(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return headers.contains(UPGRADE)
                && headers.containsValue(UPGRADE, WEBSOCKET, true)
                && headers.containsValue(CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    }

    /** Only a WebSocket handshake has a key: a proxy on the way has removed the rest (they are hop-by-hop fields). */
    private static boolean lostItsUpgrade(HttpRequest request) {
        return request.headers().contains(SEC_WEBSOCKET_KEY) && request.method().equals(HttpMethod.GET);
    }

    private Decision upgradeRequired(HttpRequest request) {
        String target = request.uri();
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        try {
            if (paths.at(path, mark < 0 ? "" : target.substring(mark + 1)) == null) {
                return NOT_AN_UPGRADE;
            }
        } catch (IllegalArgumentException noWebSocketHere) {
            return NOT_AN_UPGRADE; // what is wrong with it, HTTP will say
        }
        HttpHeaders headers = request.headers();
        return refuse(
                HttpResponseStatus.UPGRADE_REQUIRED,
                "Sec-WebSocket-Key without a usable upgrade: " + request.protocolVersion() + ", Upgrade: "
                        + given(headers.getAll(UPGRADE)) + ", Connection: " + given(headers.getAll(CONNECTION))
                        + " (expected: HTTP/1.1, Upgrade: websocket, Connection: Upgrade). A proxy on the way has"
                        + " probably removed them: configure it to pass WebSockets on.");
    }

    private static boolean announcesBody(HttpHeaders headers) {
        return headers.contains(TRANSFER_ENCODING)
                || !headers.get(CONTENT_LENGTH, "0").equals("0");
    }

    private static List<String> tokens(List<String> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        return lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(token -> !token.isEmpty())
                .toList();
    }

    /** The first of those offered that is spoken here, or null. */
    private static String spoken(List<String> offered, List<String> subprotocols) {
        for (String subprotocol : offered) {
            if (subprotocols.contains(subprotocol)) {
                return subprotocol;
            }
        }
        return null;
    }

    /** All values of a field; {@code getAll} makes objects even where there is none. */
    private static List<String> all(HttpHeaders headers, CharSequence name) {
        return headers.contains(name) ? headers.getAll(name) : List.of();
    }

    private static String given(List<String> values) {
        return values.isEmpty() ? "none" : String.join(", ", values);
    }

    private static Decision.Refuse refuse(HttpResponseStatus status, String detail) {
        return new Decision.Refuse(status, detail);
    }
}
