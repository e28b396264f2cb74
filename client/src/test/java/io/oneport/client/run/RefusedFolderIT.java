package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.ClientProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("load")
class RefusedFolderIT {
    /** Less than a run that is broken off has for its report: nobody was there to tell that there is none. */
    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private static final int TRIES = 5;

    /** A busy machine may need longer now and then; a client that waits for its report always does. */
    private static ClientProcess atOnce(String... arguments) {
        for (int i = 1; i < TRIES; i++) {
            try {
                return ClientProcess.run(PATIENCE, arguments);
            } catch (AssertionError late) {
                System.out.println("Once more: " + late.getMessage());
            }
        }
        return ClientProcess.run(PATIENCE, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run http://127.0.0.1:1", "find http://127.0.0.1:1", "selftest"})
    void itEndsAtOnce(String line, @TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ClientProcess client = atOnce((line + " --out=" + file).split(" "));
        assertEquals(ExitCode.USAGE, client.status(), client::toString);
        assertEquals("out: " + file + " (expected: a folder that can be written)\n", client.err());
    }
}
