package io.oneport.server.app;

import io.netty.channel.EventLoopGroup;
import io.oneport.protocol.SystemWords;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connections;
import io.oneport.server.front.ListenSettings;
import io.oneport.server.front.Listener;
import io.oneport.server.front.Places;
import io.oneport.server.front.ProxySettings;
import io.oneport.server.front.tls.TlsCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port for operators: it serves them alone, and pages of no other origin. */
final class AdminPort {
    private static final Logger log = LoggerFactory.getLogger(AdminPort.class);

    private AdminPort() {}

    /**
     * Binds it. It serves TLS as the public port does, so that the token need not cross a network in the clear; on a
     * loopback address, which no network is, cleartext is served even with {@code tls-only}.
     *
     * @param certificates null if TLS is not served
     * @param places has some for operators' sockets, which do not count as clients'
     * @throws IOException if the address can't be bound; the message names the setting
     */
    static Listener open(
            ServerConfig config,
            EventLoopGroup workers,
            Connections connections,
            Routes routes,
            @Nullable TlsCertificates certificates,
            Places places)
            throws IOException {
        AdminSettings settings = config.admin();
        ListenSettings listen = new ListenSettings(
                settings.host(),
                settings.port(),
                config.listen().backlog(),
                false,
                config.listen().workerThreads(),
                config.listen().transport());
        boolean loopback = isLoopback(settings);
        if (!loopback && certificates == null) {
            log.warn(
                    "admin-port listens on {}, reachable from other machines, without TLS: the admin token can be read on"
                            + " its way",
                    settings.host());
        }
        SocketInitializer initializer = new SocketInitializer(
                new SocketInitializer.Rules(
                        config.http(),
                        config.webSocket(),
                        config.sockets(),
                        Origins.OWN,
                        new HostNames(loopback, settings.host(), config.serverNames()),
                        ProxySettings.NONE,
                        config.tls().only() && !loopback),
                connections,
                routes,
                certificates,
                places,
                true);
        try {
            return Listener.open(listen, workers, initializer, config.sockets());
        } catch (IOException e) {
            throw new AdminPortException(settings, e);
        }
    }

    /** Whether only this machine can reach it. */
    static boolean isLoopback(AdminSettings settings) throws UnknownHostException {
        return InetAddress.getByName(settings.host()).isLoopbackAddress();
    }

    /** The port can't be bound; the message is the line for the person. */
    static final class AdminPortException extends IOException {
        private static final long serialVersionUID = 1;

        AdminPortException(AdminSettings settings, IOException cause) {
            super(
                    "Cannot listen on " + ListenUrl.hostAndPort(settings.host(), settings.port()) + ": "
                            + SystemWords.of(cause)
                            + " (expected: an address of this machine in admin-host and a free port; --admin-port 0"
                            + " takes any)",
                    cause);
        }
    }
}
