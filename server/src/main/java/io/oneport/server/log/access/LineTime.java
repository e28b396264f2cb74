package io.oneport.server.log.access;

import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Writes times to the second; requests of the same second share the text. Used by one thread at a time. */
final class LineTime {
    private static final long MILLIS_PER_SECOND = 1_000;

    private final DateTimeFormatter format;
    private long second = Long.MIN_VALUE;
    private byte[] text = {};

    LineTime(DateTimeFormatter format) {
        this.format = format;
    }

    /** The text of a time, in milliseconds since 1970. Valid until the next call; not to be changed. */
    byte[] text(long millis) {
        long asked = Math.floorDiv(millis, MILLIS_PER_SECOND);
        if (asked != second) {
            text = LineBuffer.ascii(format.format(Instant.ofEpochSecond(asked)));
            second = asked;
        }
        return text;
    }
}
