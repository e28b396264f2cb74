package io.oneport.server.features.files;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which files are served.
 *
 * @param directory where they are; null for none
 * @param fallback the file in it that answers for pages that do not exist; null for none
 * @param cache how long caches may keep them
 * @param memoryBytes the most bytes of small files that are kept in memory
 */
public record FileSettings(
        @Nullable Path directory, @Nullable Path fallback, CacheRules cache, int memoryBytes) {
    /** No file is served. */
    public static final FileSettings NONE = new FileSettings(null, null, CacheRules.parse("no-cache"), 0);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is wrong; the message names it and says what was expected
     */
    public FileSettings {
        if (directory != null) {
            Setting.require(
                    Files.isDirectory(directory) && Files.isReadable(directory),
                    "static",
                    directory,
                    Files.isDirectory(directory)
                            ? "a directory that the server may read"
                            : Files.exists(directory) ? "a directory" : "a directory that exists");
        }
        Setting.require(
                fallback == null || directory != null,
                "static-fallback",
                fallback,
                "static as well, with the directory that it is in");
        Setting.require(
                fallback == null || directory == null || isIn(directory, fallback),
                "static-fallback",
                fallback,
                "a file in " + directory);
        Setting.require(
                memoryBytes >= 0 && memoryBytes <= 1 << 30, "static-memory", Units.sizeText(memoryBytes), "0B to 1GiB");
    }

    private static boolean isIn(Path directory, Path file) {
        try {
            Path real = file.toRealPath();
            return Files.isRegularFile(real) && real.startsWith(directory.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether any file is served. */
    public boolean enabled() {
        return directory != null;
    }

    /**
     * Whether a file, or what is in a directory, would be served: its real place is below the directory, and no name on the way
     * there is hidden. A name beside it that leads to it (a hard link) is not seen. Looks at the disk.
     *
     * @param file need not exist
     */
    public boolean shows(Path file) {
        if (directory == null) {
            return false;
        }
        Path base = real(directory.toAbsolutePath());
        Path place = real(file.toAbsolutePath());
        if (!place.startsWith(base)) {
            return false;
        }
        boolean first = true;
        for (Path segment : base.relativize(place)) {
            if (FileName.isHidden(segment.toString(), first)) {
                return false;
            }
            first = false;
        }
        return true;
    }

    /** The real place, of what may not exist yet. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException notThere) {
            Path parent = file.getParent();
            return parent == null
                    ? file
                    : real(parent).resolve(file.getFileName()).normalize();
        }
    }
}
