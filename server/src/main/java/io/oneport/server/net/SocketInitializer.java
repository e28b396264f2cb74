package io.oneport.server.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.oneport.server.access.Origins;
import io.oneport.server.http.HttpSettings;
import io.oneport.server.http.HttpStage;
import io.oneport.server.socket.SocketLedger;
import io.oneport.server.socket.SocketRecord;
import io.oneport.server.socket.SocketSettings;
import io.oneport.server.socket.WorkerLedger;
import io.oneport.server.upgrade.Handshake;
import io.oneport.server.upgrade.UpgradeDetector;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires every new socket: into the ledger, and into the stage that speaks HTTP and watches for an upgrade. All wiring
 * is here and in {@link SwitchOver}. Shared by all event loops.
 */
@ChannelHandler.Sharable
public final class SocketInitializer extends ChannelInitializer<Channel> {
    private static final Logger log = LoggerFactory.getLogger(SocketInitializer.class);

    /** Written as it is: there is no pipeline for a socket that is not let in. */
    private static final byte[] FULL = """
            HTTP/1.1 503 Service Unavailable\r
            Retry-After: 5\r
            Connection: close\r
            Content-Length: 0\r
            \r
            """.getBytes(StandardCharsets.US_ASCII);

    private final HttpSettings http;
    private final WebSocketSettings webSocket;
    private final SocketSettings sockets;
    private final SocketLedger ledger;
    private final Site site;
    private final Handshake handshake;

    public SocketInitializer(
            HttpSettings http,
            WebSocketSettings webSocket,
            SocketSettings sockets,
            Origins origins,
            SocketLedger ledger,
            Site site) {
        this.http = http;
        this.webSocket = webSocket;
        this.sockets = sockets;
        this.ledger = ledger;
        this.site = site;
        this.handshake = new Handshake(site::offerAt, origins);
    }

    @Override
    protected void initChannel(Channel channel) {
        WorkerLedger worker = ledger.of(channel.eventLoop());
        if (worker.openSockets() >= sockets.maxSockets()) {
            turnAway(channel);
            return;
        }
        SocketRecord socket = worker.open(channel);
        HttpStage stage = new HttpStage(
                http,
                sockets,
                site.routes(),
                socket,
                installed ->
                        new UpgradeDetector(handshake, new SwitchOver(socket, installed, webSocket, sockets, site)));
        stage.install(channel.pipeline());
    }

    private void turnAway(Channel channel) {
        log.debug("Turned {} away: {} sockets are open (max-sockets)", channel.remoteAddress(), sockets.maxSockets());
        channel.writeAndFlush(Unpooled.wrappedBuffer(FULL)).addListener(ChannelFutureListener.CLOSE);
    }
}
