package io.oneport.server.app;

import io.oneport.server.connection.ClientSettings;
import picocli.CommandLine.Option;

/** What one client may do. */
final class LimitOptions {
    @Option(
            names = "--max-sockets-per-address",
            paramLabel = "N",
            defaultValue = "0",
            description = "Maximum number of open sockets of one client address, or IPv6 /64 network; a further one is"
                    + " answered 429 (${DEFAULT-VALUE}: any number).")
    int maxSocketsPerAddress;

    @Option(
            names = "--address-request-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "HTTP requests a second from one client address; more are answered 429"
                    + " (${DEFAULT-VALUE}: any number).")
    int addressRequests;

    @Option(
            names = "--address-handshake-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "WebSocket handshakes a second from one client address; more are answered 429"
                    + " (${DEFAULT-VALUE}: any number).")
    int addressHandshakes;

    @Option(
            names = "--address-message-rate",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "WebSocket messages and publications a second from one client address; then Close 1008, or 429"
                            + " (${DEFAULT-VALUE}: any number).")
    int addressMessages;

    @Option(
            names = "--principal-request-rate",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "HTTP requests a second of one principal; more are answered 429 (${DEFAULT-VALUE}: any number).")
    int principalRequests;

    @Option(
            names = "--principal-handshake-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "WebSocket handshakes a second of one principal; more are answered 429"
                    + " (${DEFAULT-VALUE}: any number).")
    int principalHandshakes;

    @Option(
            names = "--principal-message-rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "WebSocket messages and publications a second of one principal; then Close 1008, or 429"
                    + " (${DEFAULT-VALUE}: any number).")
    int principalMessages;

    /**
     * The rates, checked.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    ClientSettings toSettings() {
        return new ClientSettings(
                maxSocketsPerAddress,
                new ClientSettings.Rates(addressRequests, addressHandshakes, addressMessages),
                new ClientSettings.Rates(principalRequests, principalHandshakes, principalMessages));
    }
}
