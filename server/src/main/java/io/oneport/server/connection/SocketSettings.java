package io.oneport.server.connection;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * What every socket is held to, whatever it speaks.
 *
 * @param maxSockets the most sockets open at once; the next one is answered 503 and closed
 * @param outboundBufferBytes unsent bytes above which the server reads no more from that socket
 * @param stallTimeout how long a peer may accept no byte while answers wait for it
 * @param lingerTimeout how long input is read and dropped after the last answer, so that a reset does not destroy it
 * @param pingInterval how long a peer may be silent before it is asked whether it is still there
 * @param pongTimeout how long it may take to show that it is
 * @param unfinishedTotalBytes bytes of messages and bodies that have begun to arrive, over all sockets
 * @param closedHistory how many closed sockets the ledger remembers
 */
public record SocketSettings(
        int maxSockets,
        int outboundBufferBytes,
        Duration stallTimeout,
        Duration lingerTimeout,
        Duration pingInterval,
        Duration pongTimeout,
        long unfinishedTotalBytes,
        int closedHistory) {
    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public SocketSettings {
        Setting.require(maxSockets >= 1, "max-sockets", maxSockets, "1 or more");
        Setting.require(
                outboundBufferBytes >= 1024 && outboundBufferBytes <= 1 << 30,
                "outbound-buffer",
                Units.sizeText(outboundBufferBytes),
                "1KiB to 1GiB");
        requirePositive("stall-timeout", stallTimeout);
        requirePositive("linger-timeout", lingerTimeout);
        requirePositive("ping-interval", pingInterval);
        requirePositive("pong-timeout", pongTimeout);
        Setting.require(
                unfinishedTotalBytes >= 1 << 20,
                "unfinished-total",
                Units.sizeText(unfinishedTotalBytes),
                "1MiB or more");
        Setting.require(
                closedHistory >= 0 && closedHistory <= 1_000_000, "closed-sockets", closedHistory, "0 to 1000000");
    }

    /**
     * Checks a timeout.
     *
     * @throws IllegalArgumentException unless it is from 1 ms to 24 h
     */
    public static void requirePositive(String name, Duration value) {
        Setting.require(
                value.toMillis() >= 1 && value.compareTo(Duration.ofHours(24)) <= 0,
                name,
                Units.text(value),
                "1ms to 24h");
    }
}
