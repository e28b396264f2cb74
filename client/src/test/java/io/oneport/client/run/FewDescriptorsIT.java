package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.ClientProcess;
import io.oneport.client.testing.ServerProcess;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that may have few file descriptors: 100 of these are its own. */
class FewDescriptorsIT {
    private static final int FILES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @Test
    void moreSocketsAreRefused() {
        ClientProcess client = ClientProcess.runWithFiles(FILES, PATIENCE, "run", "http://127.0.0.1:1", "--ws=81");
        assertEquals(ExitCode.USAGE, client.status(), client::toString);
        assertEquals(
                "sockets: 101 (expected: at most 100: this process may have 200 file descriptors (ulimit -n raises"
                        + " that))\n",
                client.err());
    }

    /** Though what goes before it would need more. */
    @Test
    @Tag("load")
    void fewSocketsAreRun() {
        try (ServerProcess server = new ServerProcess()) {
            ClientProcess client = ClientProcess.runWithFiles(
                    FILES,
                    PATIENCE,
                    "run",
                    server.url(),
                    "--quiet",
                    "--ws=5",
                    "--http=2",
                    "--warmup=0s",
                    "--duration=500ms");
            assertTrue(client.status() == ExitCode.PASS || client.status() == ExitCode.INVALID, client::toString);
            assertTrue(client.out().contains("sockets     7 opened of 7"), client::toString);
            assertEquals("", client.err());
        }
    }
}
