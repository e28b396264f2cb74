package io.oneport.server.session;

import java.util.Locale;

/** What is done about a reader for whom more waits than may. */
public enum SlowReaderPolicy {
    /** It is cut off, and can resume. */
    DISCONNECT,
    /** The messages that have waited longest are dropped. */
    DROP_OLDEST,
    /** All but the newest of each topic are dropped. */
    LATEST;

    /** As a setting has it, such as {@code drop-oldest}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
