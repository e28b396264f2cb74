package io.oneport.server.app;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import io.oneport.server.connection.Connection;
import io.oneport.server.front.tls.TlsCertificates;
import io.oneport.server.http1.HttpStage;
import io.oneport.server.upgrade.Handshake;
import io.oneport.server.upgrade.UpgradeDetector;
import java.util.Map;

/**
 * Answers a request that came without TLS where TLS is required, and ends the connection. GET and HEAD are redirected to
 * the same host and path over https; the host must be one that a certificate here is for, so that no other site can be
 * named. Nothing else is: a redirected body or upgrade would have been sent in the clear already.
 *
 * <p>What came over TLS to a trusted proxy, by the proxy's word, has not been in the clear: it passes, like any other
 * request. Confined to the connection's event loop.
 */
final class TlsRequired extends UpgradeDetector {
    private final Connection connection;
    private final HttpStage http;
    private final TlsCertificates certificates;
    private boolean passes;

    TlsRequired(
            Connection connection,
            HttpStage http,
            TlsCertificates certificates,
            Handshake handshake,
            UpgradeDetector.Outcome outcome) {
        super(handshake, outcome);
        this.connection = connection;
        this.http = http;
        this.certificates = certificates;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof HttpRequest) {
            passes = "https".equals(connection.forwardedScheme());
        }
        if (passes) {
            super.channelRead(ctx, msg);
            return;
        }
        try {
            if (msg instanceof HttpRequest request) {
                http.refuse(request, answer(request));
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private Response answer(HttpRequest request) {
        HttpMethod method = request.method();
        if (Handshake.concerns(request)) {
            return Problem.of(Status.FORBIDDEN, "WebSocket without TLS (expected: wss, since tls-only is set).");
        }
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return Problem.of(Status.FORBIDDEN, method + " without TLS (expected: https, since tls-only is set).");
        }
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        int colon = host.indexOf(':', Math.max(0, host.indexOf(']')));
        if (!certificates.covers(colon < 0 ? host : host.substring(0, colon))) {
            return Problem.of(
                    Status.MISDIRECTED_REQUEST,
                    "Host: " + host + " (expected: a name of this server's certificates; and https, since tls-only is"
                            + " set).");
        }
        String secure = "https://" + host + request.uri();
        return Problem.of(
                Status.PERMANENT_REDIRECT,
                "Without TLS (expected: https, since tls-only is set).",
                Map.of("location", secure));
    }
}
