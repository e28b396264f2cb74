package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.oneport.server.blackbox.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

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
                List.of(
                        "Not reloaded on SIGHUP. keys: keys.pem: empty (expected: a key)",
                        "Not reloaded on SIGHUP. stack: java.lang.StackOverflowError",
                        "Reloaded on SIGHUP. certificates: 2 read"),
                logged(reload::run));
    }

    private static List<String> logged(Runnable action) {
        Logger logger = (Logger) LoggerFactory.getLogger(Reload.class);
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try {
            action.run();
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Keys and certificates are parts of their own: what is wrong with them is theirs to report. */
    @Test
    void badFilesOfKeysDoNotKeepSettingsFromReloading() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.create("one", "localhost");
        Path secret = Files.writeString(folder.resolve("secret"), "a secret that is long enough for HS256");
        Path file = folder.resolve("oneport.conf");
        String files = "tls-cert = " + certificates.certificateFile("one") + "\ntls-key = "
                + certificates.keyFile("one") + "\njwt-key = " + secret + "\n";
        Files.writeString(file, files + "drain-timeout = 7s\n");
        Settings settings = Settings.read(new String[] {"--config=" + file}, Map.of());
        settings.config();
        SettingsReload reload = new SettingsReload(settings, config -> {});
        Files.writeString(certificates.keyFile("one"), "no key");
        Files.writeString(secret, "short");
        Files.writeString(file, files + "drain-timeout = 9s\n");
        assertEquals("drain-timeout = 9s (was 7s)", reload.call());
    }

    @Test
    void aReloadDoesNotServeTheServersOwnFiles() throws Exception {
        Path site = Files.createDirectory(folder.resolve("site"));
        Path file = folder.resolve("oneport.conf");
        Files.writeString(file, "drain-timeout = 7s\nstatic = " + site + "\n");
        Settings settings = Settings.read(new String[] {"--config=" + file}, Map.of());
        settings.config();
        Reload reload = new Reload();
        reload.add("settings", new SettingsReload(settings, config -> {}));
        Path token = site.resolve("token");
        Files.writeString(file, "drain-timeout = 9s\nstatic = " + site + "\nadmin-token-file = " + token + "\n");
        assertEquals(
                List.of("Not reloaded on SIGHUP. settings: admin-token-file: " + token
                        + " (expected: a place outside static, " + site + ": everybody could read it there), in "
                        + file + ":3"),
                logged(reload::run));
    }

    @Test
    void aSecretThatEverybodyCanReadIsWarnedOf() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "a secret that is long enough for HS256");
        for (String permissions : List.of("rw-r--r--", "rw-r-----")) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(permissions));
            Settings settings = Settings.read(new String[] {"--jwt-key=" + secret}, Map.of());
            settings.config();
            assertEquals(
                    permissions.endsWith("r--")
                            ? List.of("jwt-key: every user of this machine can read " + secret
                                    + "; chmod o-r would end that")
                            : List.of(),
                    settings.warnings());
        }
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
