package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Books;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Validity;
import io.oneport.client.testing.ClientProcess;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Load from the one jar on the other, and what both say of it. */
class RunIT {
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    @TempDir
    private Path out;

    /** The last one. */
    private ClientProcess client;

    /** Runs once: everything must come as it was sent, and the server have nothing to complain of. */
    private RunResult load(ServerProcess server, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", server.url(), "--out=" + out));
        arguments.addAll(List.of(options));
        client = ClientProcess.run(PATIENCE, arguments.toArray(String[]::new));
        RunResult result = ResultJson.read(out.resolve("result.json"));
        assertTrue(result.found().integrity().clean(), client::toString);
        assertEquals("", server.err());
        return result;
    }

    /** If not, this machine was so busy that the client says of itself that its figures count for nothing. */
    private static boolean isValid(RunResult result) {
        return result.found().validity().verdict() != Validity.Verdict.INVALID;
    }

    /**
     * There was something to do, and it is accounted for; unless this machine was too busy, all that was due was done.
     * Gives how much.
     */
    private long assertDone(RunResult result, String name) {
        Books books = result.found().books().stream()
                .filter(some -> some.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertTrue(books.scheduled() > 0, client::toString);
        assertTrue(books.closed(), client::toString);
        assertTrue(!isValid(result) || books.done() == books.scheduled(), client::toString);
        return books.done();
    }

    /** As many were delivered as were published, to so many readers each. */
    private void assertDelivered(RunResult result, String name, long published, int readers) {
        long done = assertDone(result, name);
        assertTrue(!isValid(result) || done == published * readers, client::toString);
    }

    /** What the server says of the sockets that are gone. */
    private static String ledger(ServerProcess server) throws Exception {
        HttpRequest asked = HttpRequest.newBuilder(URI.create(server.url() + "/admin/sockets?state=closed&limit=1000"))
                .header("Authorization", "Bearer " + ServerProcess.ADMIN_TOKEN)
                .build();
        return HttpClient.newHttpClient()
                .send(asked, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static long ledger(ServerProcess server, String figure, String protocol) throws Exception {
        return Pattern.compile("\"protocol\":\"" + protocol + "\".*?\"" + figure + "\":(\\d+)")
                .matcher(ledger(server))
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }

    @Test
    @MostlyWaits
    void clientAndLedgerCountTheSame() throws Exception {
        try (ServerProcess server = new ServerProcess("--worker-threads", "2")) {
            RunResult result = load(
                    server, "--ws=20", "--http=5", "--rate=50/s", "--warmup=500ms", "--duration=2s", "--threads=2");
            assertDone(result, "ws");
            assertDone(result, "http");
            // The look at the target before the load is one message more.
            long messages = result.found().integrity().messages() + 1;
            assertEquals(messages, ledger(server, "messagesIn", "websocket"), client::toString);
            assertEquals(messages, ledger(server, "messagesOut", "websocket"), client::toString);
            assertTrue(client.err().contains("measure"), client::toString);
        }
        for (String file :
                List.of("report.html", "result.json", "series.csv", "run.hlog", "ws.echo.hgrm", "http.hgrm")) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        }
    }

    @Test
    @Tag("load")
    @MostlyWaits
    void aBuildServerGetsASummaryAndJUnitXml() throws Exception {
        Path summary = Files.writeString(out.resolve("summary.md"), "from the step before\n");
        Path junit = out.resolve("junit.xml");
        try (ServerProcess server = new ServerProcess()) {
            ClientProcess run = ClientProcess.runWith(
                    "GITHUB_STEP_SUMMARY",
                    summary.toString(),
                    PATIENCE,
                    "run",
                    server.url(),
                    "--ws=2",
                    "--http=1",
                    "--rate=20/s",
                    "--warmup=100ms",
                    "--duration=300ms",
                    "--github-summary",
                    "--junit=" + junit,
                    "--out=" + out.resolve("results"));
            String text = Files.readString(summary);
            assertTrue(text.startsWith("from the step before\n### oneport-client "), run + text);
            assertTrue(text.contains("| ws.echo |"), text);
            assertTrue(Files.readString(junit).contains("<testsuite "), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void whatIsPublishedIsDeliveredOnceToEverybody() throws IOException {
        try (ServerProcess server = new ServerProcess()) {
            RunResult result = load(
                    server,
                    "--scenario=topic",
                    "--ws=30",
                    "--sse=10",
                    "--publishers=4",
                    "--topics=2",
                    "--rate=20/s",
                    "--warmup=500ms",
                    "--duration=2s");
            long published = assertDone(result, "publish");
            // Two publishers, fifteen WebSockets and five event streams for each topic.
            assertDelivered(result, "deliver.ws", published, 15);
            assertDelivered(result, "deliver.sse", published, 5);
        }
    }

    /** This server has no extension: it leaves out what was offered, and the load goes on as it is (RFC 7692, section 5). */
    @Test
    @Tag("load")
    @MostlyWaits
    void compressionIsDeclined() throws IOException {
        try (ServerProcess server = new ServerProcess()) {
            RunResult result = load(server, "--deflate", "--ws=10", "--warmup=0s", "--duration=500ms");
            assertEquals(10, result.found().sockets().deflateOffered(), client::toString);
            assertEquals(0, result.found().sockets().deflateAgreed(), client::toString);
            assertDone(result, "ws");
            assertTrue(client.out().contains(" · deflate agreed on 0 of 10 · "), client::toString);
            assertTrue(client.out().contains("- the server declined deflate on 10 of 10 sockets"), client::toString);
        }
    }

    /** The client runs in this JVM here, which spares three starts of another. */
    @Test
    @Tag("load")
    @MostlyWaits
    void compressionIsDeclinedWhateverTheLoadIs() throws IOException {
        try (ServerProcess server = new ServerProcess()) {
            for (String scenario : List.of("topic", "churn", "idle")) {
                CommandRun run = CommandRun.of(
                        new RunCommand(),
                        server.url(),
                        "--quiet",
                        "--deflate",
                        "--scenario=" + scenario,
                        "--ws=10",
                        "--warmup=0s",
                        "--duration=1s",
                        "--out=" + out);
                RunResult result = ResultJson.read(out.resolve("result.json"));
                assertTrue(result.found().integrity().clean(), run::toString);
                assertTrue(result.found().sockets().deflateOffered() > 0, run::toString);
                assertEquals(0, result.found().sockets().deflateAgreed(), run::toString);
                assertTrue(run.out().contains("deflate agreed on 0 of "), run::toString);
                assertTrue(run.out().contains("- the server declined deflate"));
                result.found()
                        .books()
                        .forEach(books -> assertTrue(
                                books.closed() && (!isValid(result) || books.done() == books.scheduled()),
                                run::toString));
            }
            assertEquals("", server.err());
        }
    }

    @Test
    @Tag("load")
    @MostlyWaits
    void whoReadsNoneOfATopicIsDroppedAndNobodyElse() throws Exception {
        try (ServerProcess server = new ServerProcess("--outbound-limit=64KiB")) {
            RunResult result = load(
                    server,
                    "--scenario=topic",
                    "--ws=5",
                    "--publishers=2",
                    "--rate=200/s",
                    "--size=8KiB",
                    "--hostile=slow-reader=20%",
                    "--warmup=1s",
                    "--duration=4s");
            assertDone(result, "deliver.ws");
            // A client that stands still reads no more than the slow reader does.
            assertTrue(!isValid(result) || result.found().sockets().lost() == 0, client::toString);
            assertEquals(
                    List.of("slow-reader"),
                    result.found().hostile().stream().map(HostileGroup::kind).toList());
            String ledger = ledger(server);
            assertTrue(ledger.contains("\"reason\":\"Close 4001: slow reader"), ledger);
        }
    }

    @Test
    @Tag("load")
    void aThousandSubscribersGetEveryMessage() throws IOException {
        try (ServerProcess server = new ServerProcess()) {
            RunResult result = load(
                    server,
                    "--scenario=topic",
                    "--ws=1000",
                    "--sse=200",
                    "--rate=2/s",
                    "--arrival=uniform",
                    "--connect-rate=2k/s",
                    "--warmup=0s",
                    "--duration=3s",
                    "--drain=20s");
            assertEquals(1201, result.found().sockets().peakOpen(), client::toString);
            long published = assertDone(result, "publish");
            assertDelivered(result, "deliver.ws", published, 1000);
            assertDelivered(result, "deliver.sse", published, 200);
        }
    }

    @Test
    @Tag("load")
    @MostlyWaits
    void sessionsComeTalkAndLeave() throws Exception {
        try (ServerProcess server = new ServerProcess()) {
            RunResult result = load(
                    server, "--scenario=churn", "--rate=100/s", "--session-messages=5", "--warmup=0s", "--duration=2s");
            long sessions = assertDone(result, "session");
            assertTrue(!isValid(result) || result.found().integrity().messages() == sessions * 5, client::toString);
        }
    }
}
