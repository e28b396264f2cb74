package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardInputTest {
    @TempDir
    private Path folder;

    /** The JVM keeps its file of modules open; with {@code <&-} as descriptor 0. */
    @Test
    void aFileOfTheJvmIsNotIt() throws IOException {
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        Needs.met(Files.exists(modules), "a JDK with lib/modules", "every JDK has it that is no build of its classes");
        assertTrue(StandardInput.isOfTheJvm(link(modules.toRealPath())));
        assertFalse(StandardInput.isOfTheJvm(link(Files.writeString(folder.resolve("lines"), "x"))));
        assertFalse(StandardInput.isOfTheJvm(link(Path.of("/dev/null"))));
        assertFalse(StandardInput.isOfTheJvm(link(Path.of("pipe:[4711]"))));
        assertFalse(StandardInput.isOfTheJvm(folder.resolve("none")));
    }

    private Path link(Path to) throws IOException {
        Path link = folder.resolve("0");
        Files.deleteIfExists(link);
        return Files.createSymbolicLink(link, to);
    }
}
