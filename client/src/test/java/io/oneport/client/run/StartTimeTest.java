package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.CommandRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several machines start together: there is no load before {@code --start-at}. */
@Timeout(60)
class StartTimeTest {
    @TempDir
    private Path out;

    @Test
    void onlyTheLookAtTheTargetComesBeforeTheTime() throws Exception {
        Queue<Instant> requests = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            requests.add(Instant.now());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            Instant at = Instant.now().plusSeconds(3);
            CommandRun run = CommandRun.of(
                    new RunCommand(),
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                    "--ws=0",
                    "--http=1",
                    "--warmup=0s",
                    "--duration=1s",
                    "--start-at=" + at,
                    "--out=" + out.resolve("results"));
            assertTrue(requests.size() > 1, run::toString);
            assertTrue(requests.stream().skip(1).noneMatch(time -> time.isBefore(at)), () -> requests + " and " + at);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aTimeThatIsOverIsRefused() {
        CommandRun run = CommandRun.of(
                new RunCommand(), "http://127.0.0.1:1/", "--start-at=2020-01-01T00:00:00Z", "--out=" + out);
        assertEquals(ExitCode.USAGE, run.status(), run::toString);
        assertTrue(run.err().contains("start-at: 2020-01-01T00:00:00Z (expected: a time to come"), run::toString);
    }
}
