package io.oneport.client.hostile;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A way to misbehave. */
public enum HostileKind {
    /** Upgrades and sends messages, but reads no answer. */
    SLOW_READER,
    /** Sends a request byte by byte, without an end. */
    DRIBBLE,
    /** Connects and says nothing. */
    SILENT,
    /** Sends random bytes in the place of HTTP. */
    GARBAGE,
    /** Upgrades and sends a frame without a mask. */
    UNMASKED,
    /** Upgrades and announces a frame of 1 GiB. */
    OVERSIZE,
    /** Upgrades and sends many Pings. */
    PING_FLOOD,
    /** Upgrades, sends a message and resets the connection. */
    RESET;

    /** The name as a person writes it, such as {@code slow-reader}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of that name, if there is one. */
    public static Optional<HostileKind> named(String text) {
        return Stream.of(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
