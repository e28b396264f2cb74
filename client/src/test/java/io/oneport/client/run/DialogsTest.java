package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Books;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.NodeServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dialogs that the client brings, with the servers that they are for: graphql-ws, socket.io, stomp-broker-js, aedes. */
@Timeout(120)
class DialogsTest {
    @ParameterizedTest
    @MostlyWaits
    @CsvSource({
        "graphql, graphql-transport-ws, step.init",
        "socketio, socketio, step.connect",
        "stomp, stomp, deliver.ws",
        "mqtt, mqtt, step.open"
    })
    void theDialogIsUnderstood(String kind, String dialog, String metric, @TempDir Path out) throws Exception {
        try (NodeServer server = NodeServer.start(kind)) {
            CommandRun run = CommandRun.of(
                    new RunCommand(),
                    server.url(),
                    "--scenario-file=builtin:" + dialog,
                    "--users=5",
                    "--warmup=0s",
                    "--duration=2s",
                    "--timeout=20s",
                    "--drain=20s",
                    "--quiet",
                    "--out=" + out);
            assertEquals("", run.err());
            RunResult result = ResultJson.read(out.resolve("result.json"));
            for (Books books : result.found().books()) {
                assertTrue(books.closed(), books::toString);
                assertEquals(books.scheduled(), books.done(), run::out);
            }
            assertTrue(
                    result.found().latencies().stream()
                            .anyMatch(latency -> latency.metric().equals(metric)
                                    && latency.corrected().getTotalCount() > 0),
                    run::out);
            assertTrue(result.found().integrity().clean(), run::out);
            assertTrue(result.found().integrity().messages() >= 10, run::out);
        }
    }
}
