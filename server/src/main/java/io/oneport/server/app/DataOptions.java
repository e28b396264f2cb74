package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.broker.log.LogSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how messages are kept on a disk. */
final class DataOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "",
            description = "Keep messages in a log in this directory as well, which is created if need be: what was"
                    + " acknowledged, ids and idempotency keys outlive the process (none: in memory only).")
    String directory;

    @Option(
            names = "--data-sync",
            paramLabel = "always|never",
            defaultValue = "always",
            description = "When messages are made durable: always, before they are acknowledged, or never, so that the"
                    + " last ones are lost if the machine loses its power (${DEFAULT-VALUE}).")
    String sync;

    /**
     * The settings, checked.
     *
     * @param maxMessageBytes the largest message
     * @throws IllegalArgumentException if a value is wrong; the message names the setting and says what was expected
     */
    LogSettings toSettings(int maxMessageBytes) {
        Setting.require(sync.equals("always") || sync.equals("never"), "data-sync", sync, "always or never");
        return new LogSettings(path(), sync.equals("always"), maxMessageBytes);
    }

    private @Nullable Path path() {
        if (directory.isEmpty()) {
            return null;
        }
        try {
            Path path = Path.of(directory);
            Setting.require(
                    !Files.exists(path) || Files.isDirectory(path),
                    "data-dir",
                    directory,
                    "a directory, or a new name");
            return path;
        } catch (InvalidPathException e) {
            throw Setting.refused("data-dir", directory, "the path of a directory; " + e.getReason());
        }
    }
}
