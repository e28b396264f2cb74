package io.oneport.server.app;

import io.netty.channel.EventLoopGroup;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connections;
import io.oneport.server.front.ListenSettings;
import io.oneport.server.front.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** The port for operators: it serves them alone, and pages of no other origin. */
final class AdminPort {
    private AdminPort() {}

    /**
     * Binds it.
     *
     * @throws IOException if the address can't be bound; the message names the setting
     */
    static Listener open(ServerConfig config, EventLoopGroup workers, Connections connections, Routes routes)
            throws IOException {
        AdminSettings settings = config.admin();
        ListenSettings listen = new ListenSettings(
                settings.host(),
                settings.port(),
                config.listen().backlog(),
                false,
                config.listen().workerThreads(),
                config.listen().transport());
        boolean loopback = InetAddress.getByName(settings.host()).isLoopbackAddress();
        SocketInitializer initializer = new SocketInitializer(
                config.http(),
                config.webSocket(),
                config.sockets(),
                new Origins(List.of()),
                new HostNames(loopback, settings.host(), config.serverNames()),
                connections,
                routes);
        try {
            return Listener.open(listen, workers, initializer, config.sockets());
        } catch (IOException e) {
            throw new IOException("admin-port: " + settings.port() + ": " + e.getMessage(), e);
        }
    }
}
