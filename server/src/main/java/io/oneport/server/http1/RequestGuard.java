package io.oneport.server.http1;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.oneport.protocol.Units;
import io.oneport.server.api.Method;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Status;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Refuses what no server should serve, before anything else looks at it: malformed requests, and well-formed ones
 * whose meaning is open to argument (RFC 9112, sections 3.2 and 11). What passes has one Host, an origin-form target
 * (or {@code *}), whose path is normal, a method that is spoken here, and a body whose end is certain.
 */
final class RequestGuard extends ChannelInboundHandlerAdapter {
    private static final Set<String> METHODS =
            Arrays.stream(Method.values()).map(Method::name).collect(Collectors.toUnmodifiableSet());

    /** Of targets in absolute form; WebSocket clients that are told to use a proxy send the last two. */
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    private final HttpConnection connection;
    private final HttpSettings settings;
    private final HostNames hosts;
    private final ForwardedHeaders forwarded;

    RequestGuard(HttpConnection connection, HttpSettings settings, HostNames hosts, ForwardedHeaders forwarded) {
        this.hosts = hosts;
        this.forwarded = forwarded;
        this.connection = connection;
        this.settings = settings;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (connection.leaving() || !ctx.channel().isActive()) {
            ReferenceCountUtil.release(msg);
            return;
        }
        try {
            check((HttpObject) msg);
        } catch (BadRequest e) {
            HttpRequest request = msg instanceof HttpRequest head ? head : null;
            connection.refuse(request, Problem.of(e.status(), e.getMessage()));
            ReferenceCountUtil.release(msg);
            return;
        }
        ctx.fireChannelRead(msg);
    }

    private void check(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            throw malformed(part.decoderResult().cause(), part instanceof HttpRequest);
        }
        if (part instanceof HttpRequest request) {
            forwarded.note(connection.socket(), request.headers());
            checkMethod(request.method());
            checkHost(request);
            checkTarget(request);
            checkHostName(request);
            checkBody(request);
        }
    }

    private BadRequest malformed(Throwable cause, boolean inHead) {
        if (cause instanceof BadRequest known) {
            return known;
        }
        if (inHead && cause instanceof TooLongHttpLineException) {
            return new BadRequest(
                    Status.URI_TOO_LONG,
                    "The request line is longer than " + Units.sizeText(settings.maxRequestLineBytes())
                            + " (max-request-line).");
        }
        if (inHead && cause instanceof TooLongHttpHeaderException) {
            return new BadRequest(
                    Status.HEADERS_TOO_LARGE,
                    "The header fields are together longer than " + Units.sizeText(settings.maxHeaderBytes())
                            + " (max-header-bytes).");
        }
        return badRequest("Malformed " + (inHead ? "request" : "body") + ": " + cause.getMessage());
    }

    private static void checkMethod(HttpMethod method) {
        if (!METHODS.contains(method.name())) {
            String hint =
                    METHODS.contains(method.name().toUpperCase(Locale.ROOT)) ? "; methods are case-sensitive" : "";
            throw new BadRequest(Status.NOT_IMPLEMENTED, "Method " + method.name() + " is not known here" + hint + ".");
        }
    }

    /**
     * RFC 9112, section 3.2. The absolute form is made the origin form, and its authority the Host; the path is made
     * normal, before anybody looks it up.
     */
    private static void checkTarget(HttpRequest request) {
        String target = request.uri();
        if (target.startsWith("/")) {
            request.setUri(TargetPath.normalised(target));
            return;
        }
        if (target.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
            return;
        }
        int authority = target.indexOf("://") + 3;
        String scheme = authority < 3 ? "" : target.substring(0, authority - 3).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            int query = target.indexOf('?'); // it may have a token, and is not repeated
            throw badRequest("Request target " + (query < 0 ? target : target.substring(0, query))
                    + " (expected: a path, such as /plaintext).");
        }
        int end = authority;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String path = target.substring(end);
        request.setUri(TargetPath.normalised(path.startsWith("/") ? path : "/" + path));
        if (request.headers().getAll(HttpHeaderNames.HOST).size() == 1) {
            request.headers().set(HttpHeaderNames.HOST, target.substring(authority, end));
            checkHost(request);
        }
    }

    /** RFC 9112, section 3.2: exactly one Host in HTTP/1.1, and a valid one. */
    private static void checkHost(HttpRequest request) {
        // Not getAll, which makes four objects for every new connection.
        Iterator<? extends CharSequence> hosts = request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext() && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return;
        }
        String host = hosts.hasNext() ? hosts.next().toString() : null;
        if (host == null || hosts.hasNext()) {
            int times = request.headers().getAll(HttpHeaderNames.HOST).size();
            throw badRequest("Host is given " + times + " times (expected: once).");
        }
        if (!isHost(host)) {
            throw badRequest("Host: " + host + " (expected: host or host:port).");
        }
    }

    /** Once the target has had its say, since an absolute one takes the place of Host. */
    private void checkHostName(HttpRequest request) {
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        Connection socket = connection.socket();
        if (!hosts.accepts(host, forwarded.isFromProxy(socket)) && !isPassedOn(request, host, socket)) {
            throw new BadRequest(
                    Status.FORBIDDEN,
                    "Host: " + host + " (expected: localhost, an IP address, a name without a dot, or one listed with"
                            + " --server-name; a web page may have had its own name resolved to this machine).");
        }
    }

    /** Whether a page asks for what is on its own host, which it has reached through a proxy. */
    private boolean isPassedOn(HttpRequest request, String host, Connection socket) {
        List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
        InetSocketAddress server = socket.fiveTuple().server();
        return origins.size() == 1
                && server != null
                && hosts.isOfProxy(host, server.getPort())
                && Origins.OWN.allows(origins.get(0), host, null);
    }

    private static boolean isHost(String host) {
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']') + 1) : host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        String port = colon < 0 ? "" : host.substring(colon + 1);
        boolean valid = name.startsWith("[")
                ? name.endsWith("]") && NetUtil.isValidIpV6Address(name.substring(1, name.length() - 1))
                : isMadeOf(name, RequestGuard::isHostCharacter);
        return valid
                && !name.isEmpty()
                && port.length() <= 5
                && isMadeOf(port, c -> c >= '0' && c <= '9')
                && (port.isEmpty() || Integer.parseInt(port) <= 65535);
    }

    /** A loop and not a stream, which costs every new connection some hundred bytes of garbage. */
    private static boolean isMadeOf(String text, IntPredicate characters) {
        for (int i = 0; i < text.length(); i++) {
            if (!characters.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHostCharacter(int c) {
        return isLetterOrDigit(c) || "-._~!$&'()*+;=".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static void checkBody(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            // All lines, as one list would read: an empty one beside "chunked" is refused as well.
            String coding = String.join(", ", headers.getAll(HttpHeaderNames.TRANSFER_ENCODING));
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new BadRequest(Status.NOT_IMPLEMENTED, "Transfer-Encoding: " + coding + " (expected: chunked).");
            }
        }
        String unknown = Expectations.unknown(request);
        if (unknown != null) {
            throw new BadRequest(Status.EXPECTATION_FAILED, "Expect: " + unknown + " (expected: 100-continue).");
        }
    }

    private static BadRequest badRequest(String message) {
        return new BadRequest(Status.BAD_REQUEST, message);
    }
}
