package io.oneport.server.websocket;

import static io.oneport.server.connection.SocketSettings.requirePositive;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * What a WebSocket is held to.
 *
 * @param maxMessageBytes the longest message, over all its fragments; a longer one ends the connection with 1009
 * @param messageTimeout total time for a message, from its first byte to its last; then 1008
 * @param upgradeTimeout time allowed for the peer to receive the 101 response
 * @param pingInterval how long the peer may be silent before it is sent a ping
 * @param pongTimeout how long it may stay silent after the ping
 * @param closeTimeout how long it may take to answer our Close
 */
public record WebSocketSettings(
        int maxMessageBytes,
        Duration messageTimeout,
        Duration upgradeTimeout,
        Duration pingInterval,
        Duration pongTimeout,
        Duration closeTimeout) {
    private static final int LARGEST_MESSAGE = 64 << 20;

    /** The same with another limit; any positive one. */
    WebSocketSettings withMaxMessageBytes(int bytes) {
        return bytes == maxMessageBytes
                ? this
                : new WebSocketSettings(
                        Math.min(bytes, LARGEST_MESSAGE),
                        messageTimeout,
                        upgradeTimeout,
                        pingInterval,
                        pongTimeout,
                        closeTimeout);
    }

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public WebSocketSettings {
        Setting.require(
                maxMessageBytes >= 1 && maxMessageBytes <= LARGEST_MESSAGE,
                "max-message",
                Units.sizeText(maxMessageBytes),
                "1B to 64MiB");
        requirePositive("message-timeout", messageTimeout);
        requirePositive("upgrade-timeout", upgradeTimeout);
        requirePositive("ping-interval", pingInterval);
        requirePositive("pong-timeout", pongTimeout);
        requirePositive("close-timeout", closeTimeout);
    }
}
