package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.features.files.CacheRules;
import io.oneport.server.features.files.FileSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which files are served. */
final class FileOptions {
    @Option(
            names = "--static",
            paramLabel = "DIR",
            defaultValue = "",
            description =
                    "Serve the files of this directory, to everybody, at all paths that nothing else is at (none).")
    String directory;

    @Option(
            names = "--static-fallback",
            paramLabel = "FILE",
            defaultValue = "",
            description =
                    "File in static, such as index.html, that answers for pages that do not exist: requests that accept"
                            + " text/html by name, for a path without a dot in its last part; other ones are answered 404 (none).")
    String fallback;

    @Option(
            names = "--static-cache",
            paramLabel = "[PREFIX=]AGE",
            defaultValue = "no-cache",
            description =
                    "How long caches may keep files: no-cache (they ask each time), no-store, or an age such as 1h or"
                            + " 30d, maybe with :immutable; by prefix of the path, such as /assets/=1y:immutable,no-cache"
                            + " (${DEFAULT-VALUE}).")
    String cache;

    @Option(
            names = "--static-memory",
            paramLabel = "SIZE",
            defaultValue = "16MiB",
            converter = SizeConverter.class,
            description =
                    "Maximum size of all small files that are kept in memory; those used least recently are then dropped"
                            + " (${DEFAULT-VALUE}).")
    int memory;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if a value is wrong; the message names the setting and says what was expected
     */
    FileSettings toSettings() {
        Path served = path("static", directory);
        Path file = path("static-fallback", fallback);
        return new FileSettings(
                served, served == null || file == null ? file : served.resolve(file), CacheRules.parse(cache), memory);
    }

    private static @Nullable Path path(String name, String text) {
        try {
            return text.isEmpty() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw Setting.refused(name, text, "a path; " + e.getReason());
        }
    }
}
