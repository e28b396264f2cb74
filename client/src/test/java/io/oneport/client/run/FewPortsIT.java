package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.ClientProcess;
import io.oneport.testing.Needs;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A machine with few local ports, fewer than what goes before a run would need. */
@Tag("load")
class FewPortsIT {
    private static final int PORTS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @BeforeEach
    void networks() throws Exception {
        Needs.met(
                ClientProcess.mayMakeNetworks(),
                "network namespaces",
                "root on Linux, with unshare and ip of util-linux and iproute2");
    }

    private static ClientProcess run(int webSockets) {
        return ClientProcess.runWithPorts(
                PORTS,
                PATIENCE,
                "run",
                "http://127.0.0.1:8080",
                "--quiet",
                "--ws=" + webSockets,
                "--http=0",
                "--warmup=0s",
                "--duration=500ms");
    }

    @Test
    void fewSocketsAreRun() {
        ClientProcess client = run(20);
        assertTrue(client.status() == ExitCode.PASS || client.status() == ExitCode.INVALID, client::toString);
        assertTrue(client.out().contains("sockets     20 opened of 20"), client::toString);
        assertEquals("", client.err());
    }

    @Test
    void moreSocketsAreRefused() {
        ClientProcess client = run(51);
        assertEquals(ExitCode.USAGE, client.status(), client::toString);
        assertEquals(
                "sockets: 51 (expected: at most 50: so many local ports are there towards one server; --source-ip adds"
                        + " addresses)\n",
                client.err());
    }
}
