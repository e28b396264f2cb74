package io.oneport.server.app;

import io.oneport.server.front.ListenSettings;
import io.oneport.server.front.Transport;
import picocli.CommandLine.Option;

/** Where and how the server listens. */
final class ListenOptions {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on, a name, an IPv4 or an IPv6 address (${DEFAULT-VALUE}: reachable"
                    + " from this machine only).")
    String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "TCP port to listen on; 0 takes any free one, and the first line of output says which"
                    + " (${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--worker-threads",
            paramLabel = "N",
            description = "Number of event loops; each socket stays on one of them (the number of cores).")
    int workerThreads;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How bytes move: io_uring, epoll or nio; auto takes io_uring on Linux 6.0 and newer where it"
                    + " is allowed, else epoll, else nio (${DEFAULT-VALUE}).")
    Transport transport;

    @Option(
            names = "--reuse-port",
            paramLabel = "true|false",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Give each worker a listening socket of its own, among which the system spreads"
                    + " connections (${DEFAULT-VALUE}).")
    boolean reusePort;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Maximum number of connections that wait in the system to be accepted; it refuses or"
                    + " ignores more (${DEFAULT-VALUE}).")
    int backlog;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    ListenSettings toSettings() {
        return new ListenSettings(host, port, backlog, reusePort, workerThreads, transport);
    }
}
