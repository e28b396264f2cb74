package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.ClientProcess;
import io.oneport.client.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("load")
class IsolateIT {
    @Test
    void upgradesLeaveOtherSocketsAlone(@TempDir Path out) throws IOException {
        try (ServerProcess server = new ServerProcess("--worker-threads", "1")) {
            ClientProcess client = ClientProcess.run(
                    Duration.ofSeconds(100), "isolate", "--margin=20ms", "--out=" + out, server.url());
            RunResult result = ResultJson.read(out.resolve("result.json"));
            // Where the machine was too noisy to tell, that is the exit code.
            assertEquals(result.exitCode(), client.status(), client::toString);
            if (client.status() != ExitCode.INVALID) {
                assertEquals(Isolation.Conclusion.PASS, result.isolation().outcome(), client::toString);
                assertEquals(ExitCode.PASS, client.status(), client::toString);
            }
            assertEquals("", server.err());
        }
    }
}
