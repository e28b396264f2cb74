package io.oneport.server.app;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Routes;
import io.oneport.server.api.Status;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.Stage;
import io.oneport.server.front.Front;
import io.oneport.server.front.Places;
import io.oneport.server.front.ProxySettings;
import io.oneport.server.front.tls.TlsCertificates;
import io.oneport.server.front.tls.TlsStage;
import io.oneport.server.http1.ForwardedHeaders;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.http1.HttpStage;
import io.oneport.server.upgrade.Handshake;
import io.oneport.server.upgrade.UpgradeDetector;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;

/**
 * Wires every new socket: the front takes it in, and hands it to the stage that speaks HTTP and watches for an upgrade. All
 * wiring of pipelines is here and in {@link SwitchOver}. Shared by all event loops.
 */
@ChannelHandler.Sharable
public final class SocketInitializer extends ChannelInitializer<Channel> {
    private final HttpSettings http;
    private final WebSocketSettings webSocket;
    private final Front front;
    private final Routes routes;
    private final Origins origins;
    private final HostNames hosts;
    private final ForwardedHeaders forwarded;
    private final Handshake handshake;

    /** Creates it for a server without TLS. */
    public SocketInitializer(
            HttpSettings http,
            WebSocketSettings webSocket,
            SocketSettings sockets,
            Origins origins,
            HostNames hosts,
            Connections connections,
            Routes routes) {
        this(
                http,
                webSocket,
                sockets,
                origins,
                hosts,
                connections,
                routes,
                ProxySettings.NONE,
                false,
                null,
                new Places(sockets.maxSockets(), connections::open),
                false);
    }

    /**
     * The same, behind proxies, and with TLS.
     *
     * @param tlsOnly whether requests without TLS are refused
     * @param certificates null if TLS is not served
     * @param places for the sockets
     * @param forOperators whether it is operators who connect
     */
    public SocketInitializer(
            HttpSettings http,
            WebSocketSettings webSocket,
            SocketSettings sockets,
            Origins origins,
            HostNames hosts,
            Connections connections,
            Routes routes,
            ProxySettings proxies,
            boolean tlsOnly,
            TlsCertificates certificates,
            Places places,
            boolean forOperators) {
        this.http = http;
        this.webSocket = webSocket;
        this.routes = routes;
        this.origins = origins;
        this.hosts = hosts;
        this.handshake = new Handshake(routes);
        this.forwarded = new ForwardedHeaders(proxies);
        this.front = new Front(
                connections,
                sockets,
                http.headTimeout(),
                tlsOnly ? socket -> tlsRequired(socket, certificates) : this::http,
                certificates == null ? null : socket -> tls(socket, certificates),
                forOperators ? tooManyOperators() : tooMany(sockets.maxSockets()),
                tooManyOfAddress(),
                shortOfMemory(),
                proxies,
                SocketInitializer::badRequest,
                places,
                forOperators);
    }

    @Override
    protected void initChannel(Channel channel) {
        front.accept(channel);
    }

    private Stage tls(Connection connection, TlsCertificates certificates) {
        return new TlsStage(connection, certificates, http.headTimeout(), this::http);
    }

    private Stage tlsRequired(Connection connection, TlsCertificates certificates) {
        return new HttpStage(
                http,
                origins,
                hosts,
                forwarded,
                routes,
                connection,
                stage -> new TlsRequired(
                        connection, stage, certificates, handshake, new SwitchOver(connection, stage, webSocket)));
    }

    private Stage http(Connection connection) {
        return new HttpStage(
                http,
                origins,
                hosts,
                forwarded,
                routes,
                connection,
                stage -> new UpgradeDetector(handshake, new SwitchOver(connection, stage, webSocket)));
    }

    /** Written without the HTTP stage: no request is read from a socket that is one too many. */
    private static byte[] tooMany(int maxSockets) {
        return last(
                Status.SERVICE_UNAVAILABLE,
                "Connection limit reached (max-sockets: " + maxSockets + ").",
                "Retry-After: 5\r\n");
    }

    private static byte[] tooManyOperators() {
        return last(
                Status.SERVICE_UNAVAILABLE, "Too many open sockets of operators on admin-port.", "Retry-After: 5\r\n");
    }

    private static byte[] tooManyOfAddress() {
        return last(
                Status.TOO_MANY_REQUESTS,
                "Too many open sockets of this address (max-sockets-per-address).",
                "Retry-After: 5\r\n");
    }

    private static byte[] shortOfMemory() {
        return last(Status.SERVICE_UNAVAILABLE, "The server is short of memory (memory-limit).", "Retry-After: 5\r\n");
    }

    private static byte[] badRequest(String reason) {
        return last(Status.BAD_REQUEST, reason + ".", "");
    }

    private static byte[] last(Status status, String detail, String fields) {
        byte[] body = Problem.of(status, detail).body();
        String head = "HTTP/1.1 " + status + "\r\n" + fields + "Connection: close\r\n"
                + "Content-Type: application/problem+json\r\nContent-Length: " + body.length + "\r\n\r\n";
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body));
    }
}
