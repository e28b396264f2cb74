package io.oneport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that last as long as the test's process, for what all tests of a class or more share. */
public final class TemporaryFile {
    private TemporaryFile() {}

    /** A new file that its owner alone can read, with one line. */
    public static Path withLine(String line) {
        try {
            Path file = Files.createTempFile("oneport", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
