package io.oneport.server.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.Stage;
import io.oneport.server.front.Front;
import io.oneport.server.front.FrontRules;
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
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Wires every new socket: the front takes it in, and hands it to the stage that speaks HTTP and watches for an upgrade. All
 * wiring of pipelines is here and in {@link SwitchOver}. Shared by all event loops.
 */
@ChannelHandler.Sharable
public final class SocketInitializer extends ChannelInitializer<Channel> {
    /**
     * What sockets are held to.
     *
     * @param http what a request is held to
     * @param webSocket what a WebSocket is held to
     * @param sockets what every socket is held to
     * @param origins whose pages may open a WebSocket and read answers
     * @param hosts the names that requests may call the server by
     * @param proxies whose word about a client's address is taken
     * @param tlsOnly whether requests without TLS are refused
     */
    public record Rules(
            HttpSettings http,
            WebSocketSettings webSocket,
            SocketSettings sockets,
            Origins origins,
            HostNames hosts,
            ProxySettings proxies,
            boolean tlsOnly) {}

    private final Rules rules;
    private final Front front;
    private final Routes routes;
    private final ForwardedHeaders forwarded;
    private final Handshake handshake;

    /** Creates it for a server without TLS and without proxies. */
    public SocketInitializer(
            HttpSettings http,
            WebSocketSettings webSocket,
            SocketSettings sockets,
            Origins origins,
            HostNames hosts,
            Connections connections,
            Routes routes) {
        this(
                new Rules(http, webSocket, sockets, origins, hosts, ProxySettings.NONE, false),
                connections,
                routes,
                null,
                new Places(sockets.maxSockets(), connections::open),
                false);
    }

    /**
     * Creates it.
     *
     * @param certificates null if TLS is not served
     * @param places for the sockets
     * @param forOperators whether it is operators who connect
     */
    public SocketInitializer(
            Rules rules,
            Connections connections,
            Routes routes,
            @Nullable TlsCertificates certificates,
            Places places,
            boolean forOperators) {
        this.rules = rules;
        this.routes = routes;
        this.handshake = new Handshake(routes);
        this.forwarded = new ForwardedHeaders(rules.proxies());
        Function<Connection, Stage> cleartext = this::http;
        if (rules.tlsOnly()) {
            TlsCertificates given = Objects.requireNonNull(certificates, "tls-only goes with certificates");
            cleartext = socket -> tlsRequired(socket, given);
        }
        this.front = new Front(
                connections,
                rules.sockets(),
                new FrontRules(
                        rules.http().headTimeout(),
                        cleartext,
                        certificates == null ? null : socket -> tls(socket, certificates),
                        TurnedAway.answers(rules.sockets().maxSockets(), forOperators),
                        rules.proxies()),
                places,
                forOperators);
    }

    @Override
    protected void initChannel(Channel channel) {
        front.accept(channel);
    }

    private Stage tls(Connection connection, TlsCertificates certificates) {
        return new TlsStage(connection, certificates, rules.http().headTimeout(), this::http);
    }

    private Stage tlsRequired(Connection connection, TlsCertificates certificates) {
        return new HttpStage(
                rules.http(),
                rules.origins(),
                rules.hosts(),
                forwarded,
                routes,
                connection,
                stage -> new TlsRequired(
                        connection,
                        stage,
                        certificates,
                        handshake,
                        new SwitchOver(connection, stage, rules.webSocket())));
    }

    private Stage http(Connection connection) {
        return new HttpStage(
                rules.http(),
                rules.origins(),
                rules.hosts(),
                forwarded,
                routes,
                connection,
                stage -> new UpgradeDetector(handshake, new SwitchOver(connection, stage, rules.webSocket())));
    }
}
