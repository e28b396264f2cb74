package io.oneport.server.app;

import io.oneport.server.websocket.WebSocketSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What WebSockets are held to. */
final class WebSocketOptions {
    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "Maximum size of a WebSocket message or a published message; a longer one is refused"
                    + " with Close 1009 or 413 (${DEFAULT-VALUE}).")
    int maxMessage;

    @Option(
            names = "--message-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for receiving a WebSocket message; then Close 1008 (${DEFAULT-VALUE}).")
    Duration messageTimeout;

    @Option(
            names = "--upgrade-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Time allowed for the peer to receive the 101 response; then the socket is closed"
                    + " (${DEFAULT-VALUE}).")
    Duration upgradeTimeout;

    @Option(
            names = "--ping-interval",
            paramLabel = "TIME",
            defaultValue = "25s",
            description = "Send a ping to a WebSocket that has been silent for this long (${DEFAULT-VALUE}).")
    Duration pingInterval;

    @Option(
            names = "--pong-timeout",
            paramLabel = "TIME",
            defaultValue = "8s",
            description = "Close a WebSocket that stays silent for this long after a ping (${DEFAULT-VALUE}).")
    Duration pongTimeout;

    @Option(
            names = "--close-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Time allowed for the peer of a WebSocket to answer a Close; then the socket is closed"
                    + " (${DEFAULT-VALUE}).")
    Duration closeTimeout;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    WebSocketSettings toSettings() {
        return new WebSocketSettings(
                maxMessage, messageTimeout, upgradeTimeout, pingInterval, pongTimeout, closeTimeout);
    }
}
