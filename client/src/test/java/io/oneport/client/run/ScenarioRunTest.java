package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
import io.oneport.client.result.Books;
import io.oneport.client.result.Latency;
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

/** Scenario files, against a site on Node.js. */
@Timeout(120)
class ScenarioRunTest {
    private static final String SESSION = """
            users: 5
            csv: users.csv
            thresholds:
              - step.login.p99<20s
              - step.chat.say.failed<1
            steps:
              - name: login
                http:
                  url: /login
                  headers: {content-type: application/json}
                  body: '{"user":"{{csv.name}}"}'
                expect:
                  json: {/items/0/id: 7}
                capture: {token: /token, type: {header: content-type}}
              - name: me
                http:
                  url: /me
                  headers: {x-user: '{{csv.name}}', x-type: '{{type}}'}
                expect: {status: 200, matches: welcome \\w+}
              - name: echo
                http: {url: /echo, body: '{"id":"{{uuid}}"}'}
                expect:
                  json: {/id: '{{uuid}}'}
                think: 10ms..20ms
              - name: either
                http:
                  urls:
                    - {url: /a, weight: 3}
                    - {url: /b}
              - name: chat.open
                open: {url: '/chat?token={{token}}'}
              - repeat: 3
                steps:
                  - name: chat.say
                    send: '{"id":{{seq}},"text":"hi"}'
                    expect:
                      json: {/type: ack, /id: '{{seq}}'}
              - wait: 10ms
              - name: chat.close
                close: 1000
            """;

    private static NodeServer server;
    private static NodeServer wrong;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = NodeServer.start("shop");
        wrong = NodeServer.start("json");
        Files.writeString(folder.resolve("users.csv"), "name\nada\ngrace\n");
    }

    @AfterAll
    static void stop() {
        for (NodeServer one : new NodeServer[] {server, wrong}) {
            if (one != null) {
                one.close();
            }
        }
    }

    private record Ran(CommandRun run, RunResult result) {
        /**
         * If not, this machine was so busy that the client was late, and what was due in the second that is measured may all
         * have come to be due later.
         */
        boolean isValid() {
            return FaultyRuns.isValid(result);
        }

        /** There are none of what was never due while it was measured. */
        Books books(String name) {
            return result.found().books().stream()
                    .filter(books -> books.name().equals(name))
                    .findFirst()
                    .orElse(new Books(name, 0, 0, 0, 0, 0, 0));
        }

        Latency latency(String name) {
            return result.found().latencies().stream()
                    .filter(latency -> latency.metric().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + "\n" + run.out()));
        }
    }

    private static Ran run(String name, NodeServer target, String yaml, String... options) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, yaml);
        Path out = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(
                target.url(),
                "--scenario-file=" + file,
                "--warmup=0s",
                "--duration=1s",
                "--timeout=1s",
                "--drain=10s",
                "--quiet",
                "--out=" + out));
        arguments.addAll(List.of(options));
        CommandRun run = CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
        assertEquals("", run.err());
        RunResult result = ResultJson.read(out.resolve("result.json"));
        result.found().books().forEach(books -> assertTrue(books.closed(), books::toString));
        return new Ran(run, result);
    }

    @Test
    @MostlyWaits
    void aSessionGoesThroughItsSteps() throws IOException {
        Ran ran = run("session", server, SESSION, "--rate=20/s", "--arrival=uniform");
        assertEquals(20, ran.books("session").done(), ran.run::out);
        for (String step : List.of("login", "me", "echo", "either", "chat.open", "chat.close")) {
            assertTrue(!ran.isValid() || ran.books("step." + step).done() > 0, ran.run::out);
            assertEquals(
                    ran.books("step." + step).scheduled(),
                    ran.books("step." + step).done(),
                    ran.run::out);
        }
        assertTrue(!ran.isValid() || ran.books("step.chat.say").done() > 0, ran.run::out);
        assertTrue(ran.result.found().integrity().clean(), ran.run::out);
        // One over HTTP and three on the WebSocket, of each session.
        assertEquals(20 * 4, ran.result.found().integrity().messages(), ran.run::out);
        assertEquals(2, ran.result.thresholds().size());
        assertTrue(ran.result.thresholds().stream().allMatch(one -> one.held()), ran.run::out);
        assertTrue(ran.result.found().sockets().upgraded() >= 20, ran.run::out);
    }

    @Test
    @MostlyWaits
    void withoutArrivalSessionsFollowEachOther() throws IOException {
        Ran ran = run("closed", server, "users: 3\nsteps:\n  - name: a\n    http: {url: /a}\n    think: 20ms\n");
        assertTrue(!ran.isValid() || ran.books("session").done() > 30, ran.run::out);
        assertEquals(3, ran.result.found().sockets().opened(), "connections are kept");
    }

    @Test
    @MostlyWaits
    void whatFailsIsSaidWithItsStep() throws IOException {
        Ran ran = run(
                "failing",
                server,
                "steps:\n  - name: gone\n    http: {url: /nowhere}\n",
                "--rate=10/s",
                "--arrival=uniform",
                "--threshold=step.gone.success>=90%");
        assertEquals(10, ran.books("step.gone").failed(), ran.run::out);
        assertEquals(10, ran.books("session").failed(), ran.run::out);
        assertEquals(
                "step gone: HTTP status 404 Not Found",
                ran.result.found().failures().get(0).what());
        assertTrue(ran.run.status() == ExitCode.THRESHOLD || ran.run.status() == ExitCode.INVALID, ran.run::out);
    }

    private static String asking(String path) {
        return """
               users: 4
               steps:
                 - open: {url: %s}
                 - name: greeting
                   await:
                   expect:
                     json: {/type: greeting}
                 - repeat: 10
                   steps:
                     - name: ask
                       send: '{"id":"{{uuid}}"}'
                       expect:
                         json: {/reply/to: '{{uuid}}'}
                       think: 1ms
               """.formatted(path);
    }

    @Test
    @MostlyWaits
    void lossIsFound() throws IOException {
        Ran ran = run("lossy", wrong, asking("/lossy"), "--rate=4/s", "--arrival=uniform");
        assertEquals(4, ran.result.found().integrity().lost(), ran.run::out);
        assertEquals(ExitCode.VERIFICATION_FAILED, ran.run.status());
    }

    @Test
    @MostlyWaits
    void duplicatesAreFound() throws IOException {
        Ran ran = run("twice", wrong, asking("/twice") + "  - wait: 50ms\n", "--rate=4/s", "--arrival=uniform");
        assertEquals(4, ran.result.found().integrity().duplicated(), ran.run::out);
        assertEquals(ExitCode.VERIFICATION_FAILED, ran.run.status());
    }

    @Test
    @MostlyWaits
    void aServerThatStallsShowsInWhatWasDueMeanwhile() throws IOException {
        // One user for twenty sessions a second of 100 ms each: they wait for each other.
        Ran ran = run(
                "late",
                server,
                "users: 1\nsteps:\n  - name: a\n    http: {url: /a}\n  - wait: 100ms\n",
                "--rate=20/s",
                "--arrival=uniform");
        Latency first = ran.latency("step.a");
        assertTrue(first.corrected().getMaxValue() > 200_000_000L, ran.run::out);
        assertTrue(first.uncorrected().getMinValue() < first.corrected().getMaxValue(), ran.run::out);
    }

    private static final String ROOM = """
            users: 2
            arrival: 4/s
            steps:
              - open: {url: '/chat?token=t-{{user}}', shared: true}
              - repeat: 5
                steps:
                  - name: say
                    send: '{"to":"all","id":"{{uuid}}"}'
                    expect:
                      json: {/type: said, /id: '{{uuid}}'}
            fanout:
              subscribers: 10
              subscribe:
                - name: join
                  open: {url: '/chat?token=t-{{user}}'}
              receive: /id
            """;

    @Test
    @MostlyWaits
    void eachSubscriberReceivesWhatIsPublished() throws IOException {
        Ran ran = run("room", server, ROOM, "--arrival=uniform");
        long said = ran.books("step.say").done();
        assertTrue(!ran.isValid() || said > 0, ran.run::out);
        assertEquals(10 * said, ran.books("deliver.ws").done(), ran.run::out);
        // Those that were due later have come, too: each by its sender, and by ten others.
        assertEquals(20 * 11, ran.result.found().integrity().messages(), ran.run::out);
        assertTrue(ran.result.found().integrity().clean(), ran.run::out);
        assertTrue(said == 0 || ran.latency("deliver.ws").corrected().getTotalCount() == 10 * said, ran.run::out);
    }

    @Test
    @MostlyWaits
    void eventStreamsReceiveWhatIsPosted() throws IOException {
        Ran ran = run("events", server, """
                users: 2
                steps:
                  - name: post
                    http: {url: /publish, body: '{"n":{{seq}}}'}
                    expect: {status: 202}
                fanout:
                  subscribers: 10
                  subscribe:
                    - name: join
                      open: {sse: /stream}
                    - name: hello
                      await:
                      expect: {json: {/hello: true}}
                  receive: /n
                """, "--rate=10/s", "--arrival=uniform");
        assertEquals(10, ran.books("step.post").done(), ran.run::out);
        assertEquals(100, ran.books("deliver.sse").done(), ran.run::out);
        assertTrue(ran.result.found().integrity().clean(), ran.run::out);
        assertEquals(10, ran.result.found().sockets().streams(), ran.run::out);
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Path file = folder.resolve("bad.yaml");
        Files.writeString(file, "steps:\n  - name: a\n    http: {url: a}\n");
        assertRefused(file + ":3: steps[0].http.url: a (expected: a path", "--scenario-file=" + file);
        assertRefused(
                "scenario-file: no-such (expected: a readable file, or one of builtin:", "--scenario-file=no-such");
        assertRefused(
                "ws: 3 (expected: nothing: --scenario-file says what sessions do)",
                "--scenario-file=builtin:stomp",
                "--ws=3");
        assertRefused("users: 3 (expected: only with --scenario-file)", "--users=3");
        Files.writeString(file, "thresholds:\n  - step.b.p99<1ms\nsteps:\n  - name: a\n    http: {url: /a}\n");
        assertRefused("step.b.p99<1ms (expected: a figure of what this run measures: ", "--scenario-file=" + file);
        Files.writeString(file, "arrival: often\nsteps:\n  - name: a\n    http: {url: /a}\n");
        assertRefused(file + ":1: arrival: often (expected: a rate such as 10/s", "--scenario-file=" + file);
    }

    private static void assertRefused(String said, String... options) {
        List<String> arguments = new ArrayList<>(List.of(server.url(), "--quiet"));
        arguments.addAll(List.of(options));
        CommandRun run = CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
        assertEquals(ExitCode.USAGE, run.status(), run::err);
        assertTrue(run.err().contains(said), run::err);
    }
}
