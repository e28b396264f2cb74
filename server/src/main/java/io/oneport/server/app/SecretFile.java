package io.oneport.server.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;

/** Files that nobody but the server's own user should be able to read. */
final class SecretFile {
    private SecretFile() {}

    /**
     * Warns if every user of this machine can read a file. Blocks on the disk.
     *
     * @param setting the setting that names it
     * @param warnings takes the line
     */
    static void check(String setting, Path file, List<String> warnings) {
        if (isOpen(file)) {
            warnings.add(setting + ": every user of this machine can read " + file + "; chmod o-r would end that");
        }
    }

    /** Whether every user may read it; false where the file system knows no such thing. */
    private static boolean isOpen(Path file) {
        try {
            return Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            return false;
        }
    }
}
