package io.oneport.client.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandler;
import io.oneport.client.experiment.find.FindCommand;
import io.oneport.client.experiment.isolate.IsolateCommand;
import io.oneport.client.experiment.storm.StormCommand;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.NettyDeflate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments whose messages go compressed, against Netty's compression. */
class DeflateExperimentsTest {
    @TempDir
    private Path out;

    private final AtomicLong compressedIn = new AtomicLong();
    private final AtomicLong compressedOut = new AtomicLong();

    private List<ChannelHandler> compressing() {
        return NettyDeflate.counted(compressedIn, compressedOut, List.of());
    }

    private RunResult agreed(Callable<Integer> command, String... more) throws Exception {
        try (FaultyServer server = new FaultyServer(this::compressing)) {
            List<String> arguments =
                    new ArrayList<>(List.of(server.url(), "--deflate", "--size=1KiB", "--quiet", "--out=" + out));
            arguments.addAll(List.of(more));
            CommandRun run = CommandRun.of(command, arguments.toArray(String[]::new));
            assertEquals("", run.err(), run::toString);
            RunResult result = ResultJson.read(out.resolve("result.json"));
            assertTrue(result.found().integrity().clean(), run::toString);
            assertTrue(result.found().sockets().upgraded() > 0, run::toString);
            assertEquals(
                    result.found().sockets().upgraded(),
                    result.found().sockets().deflateAgreed(),
                    run::toString);
            assertEquals("offered", result.settings().get("deflate"));
            assertEquals("1KiB", result.settings().get("size"));
            return result;
        }
    }

    @Test
    @MostlyWaits
    void find() throws Exception {
        agreed(new FindCommand(), "--ws=5", "--trials=1", "--from=200/s", "--warmup=0s", "--duration=500ms");
        assertTrue(compressedIn.get() > 50, compressedIn::toString);
    }

    @Test
    @MostlyWaits
    void stormsSocketsAgreeAnew() throws Exception {
        RunResult result = agreed(new StormCommand(), "--ws=10", "--rounds=1", "--every=1s", "--rate=10/s");
        assertTrue(
                result.found().sockets().upgraded() > 10,
                () -> "" + result.found().sockets());
    }

    /** The storm's visitors agree, too: their one short message comes back compressed, though it goes as it is. */
    @Test
    @MostlyWaits
    void isolate() throws Exception {
        RunResult result = agreed(new IsolateCommand(), "--max-duration=1s");
        long probes = result.found().integrity().messages();
        assertTrue(compressedOut.get() > probes, () -> compressedOut + " of " + probes);
    }
}
