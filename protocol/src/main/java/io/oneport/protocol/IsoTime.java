package io.oneport.protocol;

import java.time.Instant;

/** Times as messages and listings carry them: ISO 8601, UTC, always with milliseconds. Stateless: any thread. */
public final class IsoTime {
    private static final int WITHOUT_FRACTION = "2026-11-23T16:50:14Z".length();

    private IsoTime() {}

    /**
     * A time such as {@code 2026-11-23T16:50:14.000Z}. The JDK would leave the fraction out where it is 0, once in a thousand
     * times, and a program that reads times by a pattern would stumble over that one.
     *
     * @param millis since 1970
     */
    public static String text(long millis) {
        String text = Instant.ofEpochMilli(millis).toString();
        return text.length() == WITHOUT_FRACTION ? text.substring(0, WITHOUT_FRACTION - 1) + ".000Z" : text;
    }
}
