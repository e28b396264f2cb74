package io.oneport.server.app;

import io.oneport.protocol.Setting;
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

    @Option(
            names = "--memory-limit",
            paramLabel = "PERCENT",
            defaultValue = "75",
            description = "Use of the heap, or of direct memory, above which new sockets, upgrades and publications are"
                    + " answered 503, and half way to 100 sockets are closed; 0 for never (${DEFAULT-VALUE}).")
    int memoryLimit;

    /**
     * The limit of memory, checked.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    int memoryLimitPercent() {
        Setting.require(
                memoryLimit == 0 || memoryLimit >= 10 && memoryLimit <= 95,
                "memory-limit",
                memoryLimit,
                "10 to 95 percent, or 0 for no limit");
        return memoryLimit;
    }

    /**
     * The rates, checked.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    ClientSettings toSettings() {
        return new ClientSettings(
                maxSocketsPerAddress,
                new ClientSettings.RateLimits(addressRequests, addressHandshakes, addressMessages),
                new ClientSettings.RateLimits(principalRequests, principalHandshakes, principalMessages));
    }
}
