package io.oneport.server.broker.log;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how messages are written.
 *
 * @param directory where; null for nowhere, which is in memory only
 * @param sync whether a message is on the disk before it is acknowledged; else it is with the operating system
 * @param maxMessageBytes the largest message
 */
public record LogSettings(@Nullable Path directory, boolean sync, int maxMessageBytes) {
    /** Whether messages are written. */
    public boolean enabled() {
        return directory != null;
    }
}
