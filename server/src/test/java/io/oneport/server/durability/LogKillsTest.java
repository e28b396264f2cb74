package io.oneport.server.durability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link LogKills}. */
@Tag("load")
@Timeout(300)
class LogKillsTest {
    @TempDir
    private Path folder;

    @Test
    void twentyKillsLoseNothing() throws Exception {
        Account account = LogKills.run(folder, 20, System.nanoTime(), "always");
        assertTrue(account.isRight(), account::toString);
    }

    @Test
    void noneLoseAnythingWithoutSync() throws Exception {
        Account account = LogKills.run(folder, 5, System.nanoTime(), "never");
        assertTrue(account.isRight(), account::toString);
    }
}
