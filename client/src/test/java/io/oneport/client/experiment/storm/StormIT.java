package io.oneport.client.experiment.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.report.ResultJson;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Validity;
import io.oneport.client.testing.ClientProcess;
import io.oneport.client.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("load")
class StormIT {
    @Test
    void aHerdThatWasCutIsBack(@TempDir Path out) throws IOException {
        try (ServerProcess server = new ServerProcess("--worker-threads", "1")) {
            ClientProcess client = ClientProcess.run(
                    Duration.ofSeconds(100),
                    "storm",
                    "--ws=200",
                    "--rounds=1",
                    "--every=3s",
                    "--out=" + out,
                    server.url());
            RunResult result = ResultJson.read(out.resolve("result.json"));
            assertEquals(1, result.storm().rounds().size(), client::toString);
            assertEquals(100, result.storm().rounds().get(0).cut(), client::toString);
            // So busy a machine that the client is late may not have had them all back before the round was over.
            boolean valid = result.found().validity().verdict() != Validity.Verdict.INVALID;
            assertTrue(!valid || result.storm().rounds().get(0).recovered() == 100, client::toString);
            assertTrue(client.err().contains("round 1 of 1: cut 100 of 200 by RST"), client::toString);
            assertEquals("", server.err());
        }
    }
}
