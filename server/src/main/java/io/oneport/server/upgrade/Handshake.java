package io.oneport.server.upgrade;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
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
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.server.api.Request;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.Status;
import io.oneport.server.api.WebSocketEndpoint;
import io.oneport.server.auth.Bearer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    private final Routes routes;

    /**
     * Creates the rules.
     *
     * @param routes which paths have a WebSocket
     */
    public Handshake(Routes routes) {
        this.routes = routes;
    }

    /** Whether a request has anything to do with a WebSocket. What every plain request pays. */
    public static boolean concerns(HttpRequest request) {
        return asksForWebSocket(request) || lostItsUpgrade(request);
    }

    /**
     * Decides on one request.
     *
     * @param head a head that has passed the request guard: one Host, an origin-form target, a version of HTTP/1
     * @param request the same request as endpoints see it
     */
    public Decision decide(HttpRequest head, Request request) {
        Routes.Resource resource = routes.at(request.path());
        Route route = resource == null ? null : resource.webSocket();
        if (!asksForWebSocket(head)) {
            return lostItsUpgrade(head) && serves(route, request) ? upgradeRequired(head) : NOT_AN_UPGRADE;
        }
        WebSocketEndpoint endpoint = route == null ? null : route.webSocket();
        if (route == null || endpoint == null) {
            return refuse(Status.NOT_FOUND, "No WebSocket at " + request.path() + ".");
        }
        try {
            endpoint.check(request);
        } catch (IllegalArgumentException e) {
            return refuse(Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        HttpHeaders headers = head.headers();
        if (announcesBody(headers)) {
            return bodyOnUpgrade();
        }
        List<String> versions = headers.getAll(SEC_WEBSOCKET_VERSION);
        if (versions.size() != 1 || !versions.get(0).equals("13")) {
            return refuse(
                    Status.UPGRADE_REQUIRED, "Sec-WebSocket-Version: " + given(versions) + " (expected: 13, once).");
        }
        List<String> keys = headers.getAll(SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || !AcceptKey.isKey(keys.get(0))) {
            return refuse(
                    Status.BAD_REQUEST, "Sec-WebSocket-Key: " + given(keys) + " (expected: 16 bytes in base64, once).");
        }
        List<String> offered = tokens(all(headers, SEC_WEBSOCKET_PROTOCOL)).stream()
                .filter(each -> !each.startsWith(Bearer.SUBPROTOCOL)) // a secret, and not to be selected
                .toList();
        String subprotocol = spoken(offered, endpoint.subprotocols());
        if (subprotocol == null && !offered.isEmpty() && endpoint.requiresSubprotocol()) {
            return refuse(
                    Status.BAD_REQUEST,
                    "Sec-WebSocket-Protocol: " + String.join(", ", offered) + " (expected: "
                            + String.join(" or ", endpoint.subprotocols()) + ").");
        }
        return new Decision.Accept(request, route, AcceptKey.of(keys.get(0)), subprotocol);
    }

    /** The refusal of an upgrade with a body, which could pass for frames. */
    static Decision.Refuse bodyOnUpgrade() {
        return refuse(Status.BAD_REQUEST, "A request to upgrade must have no body; this one has one.");
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

    /** What is wrong with a request that a WebSocket could not serve either, HTTP will say. */
    private static boolean serves(@Nullable Route route, Request request) {
        WebSocketEndpoint endpoint = route == null ? null : route.webSocket();
        if (endpoint == null) {
            return false;
        }
        try {
            endpoint.check(request);
            return true;
        } catch (IllegalArgumentException noWebSocketHere) {
            return false;
        }
    }

    private static Decision upgradeRequired(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return refuse(
                Status.UPGRADE_REQUIRED,
                "Sec-WebSocket-Key without a usable upgrade: " + request.protocolVersion() + ", Upgrade: "
                        + given(headers.getAll(UPGRADE)) + ", Connection: " + given(headers.getAll(CONNECTION))
                        + " (expected: HTTP/1.1, Upgrade: websocket, Connection: Upgrade). A proxy on the way has"
                        + " probably removed them: configure it to pass WebSockets on.");
    }

    private static boolean announcesBody(HttpHeaders headers) {
        return headers.contains(TRANSFER_ENCODING)
                || !headers.get(CONTENT_LENGTH, "0").matches("0+");
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
    private static @Nullable String spoken(List<String> offered, List<String> subprotocols) {
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

    private static Decision.Refuse refuse(Status status, String detail) {
        return new Decision.Refuse(status, detail);
    }
}
