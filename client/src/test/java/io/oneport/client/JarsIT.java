package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.ClientProcess;
import io.oneport.client.testing.ServerProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Both programs, as a person starts them. */
class JarsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @Test
    void theNineStepsHoldBetweenTheTwoJars() {
        try (ServerProcess server = new ServerProcess("--worker-threads", "1")) {
            ClientProcess client = ClientProcess.run(PATIENCE, "sequence", server.url());
            assertEquals(ExitCode.PASS, client.status(), client::toString);
            assertTrue(client.out().endsWith("\nPASS 9 of 9 steps\n"), client::toString);
            assertEquals("", client.err());
            assertEquals("", server.err());
        }
    }

    @Test
    void aServerThatIsGoneIsUnreachable() {
        String url;
        try (ServerProcess server = new ServerProcess()) {
            url = server.url();
        }
        ClientProcess client = ClientProcess.run(PATIENCE, "sequence", url);
        assertEquals(ExitCode.UNREACHABLE, client.status(), client::toString);
        assertEquals(1, client.err().lines().count(), client::toString);
    }
}
