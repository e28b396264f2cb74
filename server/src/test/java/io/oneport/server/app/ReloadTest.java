package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReloadTest {
    @TempDir
    Path folder;

    @Test
    void aPartThatFailsDoesNotKeepTheOthersFromReloading() {
        Reload reload = new Reload();
        reload.add("keys", () -> {
            throw new IllegalArgumentException("keys.pem: empty (expected: a key)");
        });
        reload.add("stack", () -> {
            throw new StackOverflowError();
        });
        reload.add("certificates", () -> "2 read");
        assertEquals(
                "keys: not reloaded, keys.pem: empty (expected: a key); stack: not reloaded,"
                        + " java.lang.StackOverflowError; certificates: 2 read",
                reload.run());
    }

    @Test
    void whatAsksDuringAReloadIsServedByOneMore() throws Exception {
        Semaphore begun = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        AtomicInteger times = new AtomicInteger();
        Reload reload = new Reload();
        reload.add("slow", () -> {
            times.incrementAndGet();
            begun.release();
            goOn.acquire();
            return "done";
        });
        reload.start();
        reload.request();
        begun.acquire();
        reload.request();
        reload.request();
        reload.request();
        goOn.release();
        begun.acquire();
        goOn.release();
        reload.request(); // only now, and so the third at most
        begun.acquire();
        goOn.release();
        assertEquals(3, times.get());
    }

    @Test
    void settingsThatMayChangeApplyAtOnceAndTheOthersAreNamed() throws Exception {
        Path file = folder.resolve("oneport.conf");
        Files.writeString(file, "drain-timeout = 7s\nport = 1\n");
        Settings settings = Settings.read(new String[] {"--config=" + file, "--backlog=3"}, Map.of());
        settings.config();
        List<Duration> applied = new ArrayList<>();
        SettingsReload reload = new SettingsReload(settings, config -> applied.add(config.drainTimeout()));
        assertEquals("unchanged", reload.call());
        Files.writeString(file, "drain-timeout = 9s\nport = 2\nbacklog = 4\n"); // the flag still comes first
        assertEquals("drain-timeout = 9s (was 7s), changes after a restart: port", reload.call());
        assertEquals("unchanged, changes after a restart: port", reload.call());
        assertEquals(List.of(Duration.ofSeconds(9)), applied);
    }
}
