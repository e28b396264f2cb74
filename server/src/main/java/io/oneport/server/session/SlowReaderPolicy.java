package io.oneport.server.session;

import java.util.Locale;

/** What the server does when the messages that wait for a reader exceed {@code outbound-limit}. */
public enum SlowReaderPolicy {
    /** Disconnects the reader, which can resume. */
    DISCONNECT,
    /** Drops the messages that have waited longest. */
    DROP_OLDEST,
    /** Drops all but the newest message of each topic. */
    LATEST;

    /** The name in a setting, such as {@code drop-oldest}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
