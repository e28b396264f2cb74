package io.oneport.client.experiment.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.report.ResultJson;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.ClientProcess;
import io.oneport.client.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindIT {
    @Test
    @Tag("load")
    void ratesAreTriedUntilOneIsTooHigh(@TempDir Path out) throws IOException {
        try (ServerProcess server = new ServerProcess("--worker-threads", "1")) {
            ClientProcess client = ClientProcess.run(
                    Duration.ofSeconds(100),
                    "find",
                    "--ws=10",
                    "--from=200/s",
                    "--to=800/s",
                    "--trials=5",
                    "--warmup=200ms",
                    "--duration=500ms",
                    "--threshold=ws.echo.p99<10s",
                    "--out=" + out,
                    server.url());
            RunResult result = ResultJson.read(out.resolve("result.json"));
            assertFalse(result.search().trials().isEmpty(), client::toString);
            assertTrue(client.err().contains("\ntrial 1: 200/s "), client::toString);
            assertTrue(client.out().contains("\nbest  "), client::toString);
            assertEquals(result.exitCode(), client.status(), client::toString);
            assertEquals("", server.err());
        }
    }
}
