package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.auth.AdminToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file with the admin token: created for its owner alone, kept, and of use or refused. */
class AdminTokenFileTest {
    @TempDir
    Path folder;

    private static AdminSettings settings(Path file, boolean chosen) {
        return new AdminSettings(file, chosen, "127.0.0.1", -1, false);
    }

    @Test
    void isCreatedOnceAndForItsOwner() throws IOException {
        Path file = folder.resolve("state").resolve("oneport").resolve("admin-token");
        String token = AdminTokenFile.open(settings(file, false));
        assertEquals(43, token.length());
        assertEquals(token + "\n", Files.readString(file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        assertEquals(token, AdminTokenFile.open(settings(file, false)));
    }

    @Test
    void anotherTokenIsTakenOverWhileRunning() throws IOException {
        Path file = folder.resolve("admin-token");
        AdminToken token = new AdminToken(AdminTokenFile.open(settings(file, true)));
        assertEquals("unchanged", AdminTokenFile.reload(settings(file, true), token));
        Files.writeString(file, "another-token-0123456789\n");
        assertEquals("replaced", AdminTokenFile.reload(settings(file, true), token));
        Files.writeString(file, "\uFEFFanother-token-0123456789\r\n");
        assertEquals("unchanged", AdminTokenFile.reload(settings(file, true), token), "the mark is no part of it");
        Files.writeString(file, "none");
        assertThrows(IllegalArgumentException.class, () -> AdminTokenFile.reload(settings(file, true), token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "fifteen-letters", "sixteen letters!", "0123456789abcdef\n0123456789abcdef"})
    void aFileWithoutATokenIsRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);
        String line = assertThrows(IllegalArgumentException.class, () -> AdminTokenFile.open(settings(file, true)))
                .getMessage();
        assertTrue(line.startsWith("admin-token-file: " + file + " (expected: a file with a token of 16 to 512"), line);
        assertNull(AdminTokenFile.open(settings(file, false)), "nobody is let in");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedOrLetsNobodyIn() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("admin-token");
        String line = assertThrows(IllegalArgumentException.class, () -> AdminTokenFile.open(settings(file, true)))
                .getMessage();
        assertTrue(
                line.startsWith("admin-token-file: " + file + " (expected: a file that can be read or created; "),
                line);
        assertNull(AdminTokenFile.open(settings(file, false)));
    }

    @Test
    void theDefaultIsInAFolderForState() {
        assertEquals(
                "/var/lib/oneport/admin-token",
                AdminOptions.defaultTokenFile(
                        Map.of("STATE_DIRECTORY", "/var/lib/oneport:/x", "XDG_STATE_HOME", "/y")));
        assertEquals("/y/oneport/admin-token", AdminOptions.defaultTokenFile(Map.of("XDG_STATE_HOME", "/y")));
        assertEquals(
                System.getProperty("user.home") + "/.local/state/oneport/admin-token",
                AdminOptions.defaultTokenFile(Map.of("XDG_STATE_HOME", "relative")));
        assertEquals(
                "/home/other/.local/state/oneport/admin-token",
                AdminOptions.defaultTokenFile(Map.of("HOME", "/home/other")),
                "what a shell has for ~");
    }
}
