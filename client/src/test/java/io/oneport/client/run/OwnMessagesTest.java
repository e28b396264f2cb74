package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Books;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.RunResult;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.NodeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person's own messages, against npm's ws. */
@Timeout(120)
class OwnMessagesTest {
    private static final String MESSAGE = "{\"type\":\"ask\",\"id\":{{seq}},\"user\":\"{{csv.name}}\"}";

    private static NodeServer server;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = NodeServer.start("json");
        Files.writeString(folder.resolve("users.csv"), "name\nada\n\"Grace, H.\"\n");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private record Ran(CommandRun run, RunResult result) {
        Integrity integrity() {
            return result.found().integrity();
        }

        Books books() {
            return result.found().books().stream()
                    .filter(books -> books.name().equals("ws"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static CommandRun run(Path out, String path, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                server.url() + path,
                "--ws=4",
                "--http=0",
                "--rate=25/s",
                "--arrival=uniform",
                "--warmup=0s",
                "--duration=1s",
                "--timeout=1s",
                "--quiet",
                "--csv=" + folder.resolve("users.csv"),
                "--out=" + out));
        if (List.of(options).stream().noneMatch(option -> option.startsWith("--message"))) {
            arguments.add("--message=" + MESSAGE);
        }
        arguments.addAll(List.of(options));
        return CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
    }

    private static Ran ran(String name, String path, String... options) throws IOException {
        Path out = folder.resolve(name);
        CommandRun run = run(out, path, options);
        assertEquals("", run.err());
        return new Ran(run, ResultJson.read(out.resolve("result.json")));
    }

    @Test
    @MostlyWaits
    void answersAreMatchedByPointer() throws IOException {
        Ran ran = ran("right", "/right", "--match=/reply/to");
        assertEquals(100, ran.books().done(), ran.run::out);
        assertTrue(ran.integrity().clean(), ran.run::out);
        assertEquals(4, ran.integrity().unsolicited(), "a greeting each");
        assertEquals(104, ran.integrity().messages(), "a first one each");
    }

    @Test
    @MostlyWaits
    void answersAreMatchedByExpression() throws IOException {
        Ran ran = ran(
                "regex",
                "/init",
                "--match=regex:\"to\":\"([^\"]+)\"",
                "--send-on-open={\"type\":\"init\"}",
                "--message={\"id\":\"{{uuid}}\"}");
        assertEquals(100, ran.books().done(), ran.run::out);
        assertTrue(ran.integrity().clean(), ran.run::out);
        assertEquals(8, ran.integrity().unsolicited(), "a greeting and a ready each");
    }

    @Test
    @MostlyWaits
    void lossIsFound() throws IOException {
        Ran ran = ran("lossy", "/lossy", "--match=/reply/to");
        assertEquals(ExitCode.VERIFICATION_FAILED, ran.run.status(), ran.run::out);
        assertEquals(8, ran.integrity().lost(), ran.run::out);
        assertEquals(8, ran.books().timedOut(), ran.run::out);
        assertEquals(92, ran.books().done(), ran.run::out);
    }

    @Test
    @MostlyWaits
    void duplicatesAreFound() throws IOException {
        Ran ran = ran("twice", "/twice", "--match=/reply/to");
        assertEquals(ExitCode.VERIFICATION_FAILED, ran.run.status(), ran.run::out);
        assertEquals(8, ran.integrity().duplicated(), ran.run::out);
        assertEquals(100, ran.books().done(), ran.run::out);
    }

    /** Who says what an answer is for, may answer in any order. */
    @Test
    @MostlyWaits
    void answersThatAreMatchedMayOvertakeEachOther() throws IOException {
        Ran ran = ran("overtaken", "/overtaken", "--match=/reply/to", "--in-flight=16");
        assertTrue(ran.books().done() > 0, ran.run::out);
        assertEquals(0, ran.integrity().reordered(), ran.run::out);
    }

    @Test
    @MostlyWaits
    void whatIsNeverMatchedIsSaidBeforeTheLoad() {
        CommandRun run = run(folder.resolve("never"), "/right", "--match=/id");
        assertEquals(ExitCode.UNREACHABLE, run.status());
        assertTrue(
                run.err().contains("a WebSocket at /right: no answer matched /id: last came {\"type\":\"answer\""),
                run::err);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertRefused(
                "message: {} (expected: {{seq}} or {{uuid}} in it, which --match finds in the answer)",
                "--message={}",
                "--match=/id");
        assertRefused("match: id (expected: a JSON pointer such as /id, regex:PATTERN, or first)", "--match=id");
        assertRefused("size: 64B (expected: nothing: --message says what is sent)", "--size=64B");
        assertRefused("match: first (expected: a JSON pointer or regex:", "--send-on-open=x");
    }

    private static void assertRefused(String said, String... options) {
        CommandRun run = run(folder.resolve("refused"), "/right", options);
        assertEquals(ExitCode.USAGE, run.status(), run::err);
        assertTrue(run.err().contains(said), run::err);
    }
}
