package io.oneport.server.durability;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link LogKills}, in its short form unless {@code -Dlog.kills} says otherwise; see docs/durability.md. */
@Tag("load")
@Timeout(7200)
class LogKillsTest {
    @TempDir
    private Path folder;

    @Test
    void killsLoseNothing() throws Exception {
        long seed = Long.getLong("log.seed", System.nanoTime());
        Account account = LogKills.run(folder, Integer.getInteger("log.kills", 20), seed, "always");
        assertTrue(account.isRight(), account::toString);
    }

    @Test
    void killsLoseNothingWithoutSync() throws Exception {
        Account account = LogKills.run(folder, 5, System.nanoTime(), "never");
        assertTrue(account.isRight(), account::toString);
    }
}
