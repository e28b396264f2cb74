package io.oneport.server.front;

import io.oneport.protocol.Setting;

/**
 * Where and how the server listens.
 *
 * @param host the address to bind to
 * @param port the port; 0 for any free one
 * @param backlog connections that the system may hold for us before we accept them
 * @param reusePort a listening socket for each worker (SO_REUSEPORT), so that the system spreads connections over them
 * @param workerThreads event loops; each socket lives on one of them
 * @param transport how bytes move
 */
public record ListenSettings(
        String host, int port, int backlog, boolean reusePort, int workerThreads, Transport transport) {
    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public ListenSettings {
        Setting.require(!host.isBlank(), "host", "'" + host + "'", "a host name or an address");
        Setting.require(port >= 0 && port <= 65535, "port", port, "0 to 65535");
        Setting.require(backlog >= 1, "backlog", backlog, "1 or more");
        Setting.require(workerThreads >= 1 && workerThreads <= 1024, "worker-threads", workerThreads, "1 to 1024");
        transport = transport.resolve();
    }
}
