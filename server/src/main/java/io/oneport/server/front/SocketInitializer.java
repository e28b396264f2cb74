package io.oneport.server.front;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.WorkerConnections;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.http1.HttpStage;
import io.oneport.server.http1.Problem;
import io.oneport.server.upgrade.Handshake;
import io.oneport.server.upgrade.UpgradeDetector;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires every new socket: into the ledger, and into the stage that speaks HTTP and watches for an upgrade. All wiring
 * is here and in {@link SwitchOver}. Shared by all event loops.
 */
@ChannelHandler.Sharable
public final class SocketInitializer extends ChannelInitializer<Channel> {
    private static final Logger log = LoggerFactory.getLogger(SocketInitializer.class);

    /** Sockets that may linger after their 503; the descriptors for them are in the reserve. */
    private static final int MAX_TURNED_AWAY = 100;

    private final HttpSettings http;
    private final WebSocketSettings webSocket;
    private final SocketSettings sockets;
    private final Connections connections;
    private final Site site;
    private final Origins origins;
    private final HostNames hosts;
    private final Handshake handshake;
    private final AtomicInteger turnedAway = new AtomicInteger();

    public SocketInitializer(
            HttpSettings http,
            WebSocketSettings webSocket,
            SocketSettings sockets,
            Origins origins,
            HostNames hosts,
            Connections connections,
            Site site) {
        this.http = http;
        this.webSocket = webSocket;
        this.sockets = sockets;
        this.connections = connections;
        this.site = site;
        this.origins = origins;
        this.hosts = hosts;
        this.handshake = new Handshake(site::offerAt, origins);
    }

    @Override
    protected void initChannel(Channel channel) {
        WorkerConnections worker = connections.of(channel.eventLoop());
        if (worker.openConnections() >= sockets.maxSockets()) {
            turnAway(channel);
            return;
        }
        Connection socket = worker.open(channel);
        HttpStage stage = new HttpStage(
                http,
                origins,
                hosts,
                site.routes(),
                socket,
                installed -> new UpgradeDetector(handshake, new SwitchOver(socket, installed, webSocket, site)));
        stage.install(channel.pipeline());
    }

    /** Answers without HTTP: no request is read from a socket that is not let in. */
    private void turnAway(Channel channel) {
        log.debug(
                "Rejected {}: connection limit reached, {} sockets are open (max-sockets)",
                channel.remoteAddress(),
                sockets.maxSockets());
        byte[] body = Problem.of(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "Connection limit reached (max-sockets: " + sockets.maxSockets() + ").")
                .body();
        String head = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
                + "Content-Type: application/problem+json\r\nContent-Length: " + body.length + "\r\n\r\n";
        boolean lingers = turnedAway.incrementAndGet() <= MAX_TURNED_AWAY;
        TurnedAwayStage.begin(
                channel,
                Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body),
                lingers ? sockets.lingerTimeout() : null);
        channel.closeFuture().addListener(closed -> turnedAway.decrementAndGet());
    }
}
