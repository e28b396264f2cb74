package io.oneport.server.app;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import io.oneport.server.front.tls.TlsCertificates;
import io.oneport.server.http1.HttpStage;
import io.oneport.server.upgrade.Handshake;
import java.util.Map;

/**
 * Answers a request that came without TLS where TLS is required, and ends the connection. GET and HEAD are redirected to
 * the same host and path over https; the host must be one that a certificate here is for, so that no other site can be
 * named. Nothing else is: a redirected body or upgrade would have been sent in the clear already. Confined to the
 * connection's event loop.
 */
final class TlsRequired extends ChannelInboundHandlerAdapter {
    private final HttpStage http;
    private final TlsCertificates certificates;

    TlsRequired(HttpStage http, TlsCertificates certificates) {
        this.http = http;
        this.certificates = certificates;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
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
