package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.report.ResultJson;
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

/** What subscribers of any server are promised of the order of messages, and what not. */
@Timeout(120)
class FanoutOrderTest {
    private static final int SUBSCRIBERS = 3;
    private static final String JOIN = """
            fanout:
              subscribers: %d
              subscribe:
                - open: {url: '/chat?token=t-{{user}}'}
              receive: /id
            """.formatted(SUBSCRIBERS);

    private static NodeServer server;

    @TempDir
    private Path folder;

    private CommandRun run;

    @BeforeAll
    static void start() throws Exception {
        server = NodeServer.start("shop");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private RunResult run(String yaml) throws IOException {
        RunResult result = load(yaml, "--drain=10s");
        // Of all that came: on a busy machine, all of it may have been due when the measurement was over.
        assertTrue(result.found().integrity().messages() >= SUBSCRIBERS, run::out);
        assertEquals(0, result.found().integrity().lost(), run::out);
        return result;
    }

    private RunResult load(String yaml, String... options) throws IOException {
        Path file = folder.resolve("scenario.yaml");
        Files.writeString(file, yaml);
        Path out = folder.resolve("out");
        List<String> arguments = new ArrayList<>(List.of(
                server.url(), "--scenario-file=" + file, "--warmup=0s", "--duration=1s", "--quiet", "--out=" + out));
        arguments.addAll(List.of(options));
        run = CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
        assertEquals("", run.err());
        return ResultJson.read(out.resolve("result.json"));
    }

    /** A user's next session is on another connection, and nothing was answered: either may come first. */
    @Test
    @MostlyWaits
    void whatWasSentOnTwoConnectionsHasNoOrder() throws IOException {
        RunResult result = run("""
                users: 1
                steps:
                  - open: {url: '/chat?token=t-1&late=1', shared: true}
                  - name: say
                    send: '{"to":"all","id":"{{uuid}}"}'
                  - close: 1000
                """ + JOIN);
        assertEquals(0, result.found().integrity().reordered());
        assertTrue(result.found().integrity().clean());
    }

    @Test
    @MostlyWaits
    void whatWasSentOnOneConnectionHas() throws IOException {
        RunResult result = run("""
                users: 1
                arrival: 10/s
                steps:
                  - open: {url: '/chat?token=t-1&swap=1', shared: true}
                  - repeat: 2
                    steps:
                      - name: say
                        send: '{"to":"all","at":{{now}},"id":"{{uuid}}"}'
                  - wait: 20ms
                  - close: 1000
                """ + JOIN);
        assertTrue(result.found().integrity().reordered() >= SUBSCRIBERS);
        assertEquals(ExitCode.VERIFICATION_FAILED, result.exitCode());
    }

    /** They may be for two topics. */
    @Test
    @MostlyWaits
    void messagesOfTwoKindsHaveNoOrder() throws IOException {
        RunResult result = run(twoTopics("swap=1"));
        assertEquals(0, result.found().integrity().reordered());
    }

    private static String twoTopics(String fault) {
        return """
                users: 1
                arrival: 10/s
                steps:
                  - open: {url: '/chat?token=t-1&%s', shared: true}
                  - name: one
                    send: '{"to":"all","topic":"a","id":"{{uuid}}"}'
                  - name: other
                    send: '{"to":"all","topic":"b","id":"{{uuid}}"}'
                  - wait: 20ms
                  - close: 1000
                """.formatted(fault) + JOIN;
    }

    /** The run does not end with the highest one. */
    @Test
    @MostlyWaits
    void whatWasOvertakenIsWaitedForAtTheEnd() throws IOException {
        assertTrue(run(twoTopics("slow=a")).found().integrity().clean());
    }

    /** As after an abort, or with messages that take longer than --drain. */
    @Test
    @MostlyWaits
    void whatIsUnderWayAtTheEndIsNotLost() throws IOException {
        RunResult result = load(twoTopics("slow=a"), "--drain=0s", "--timeout=60s");
        assertTrue(result.found().integrity().clean(), run::out);
    }

    /** Nothing comes later that would show it. */
    @Test
    @MostlyWaits
    void whatASubscriberIsNoLongerSentIsLost() throws IOException {
        RunResult result = load("""
                users: 1
                arrival: 20/s
                steps:
                  - name: post
                    http: {url: /publish, body: '{"id":"{{uuid}}"}'}
                fanout:
                  subscribers: %d
                  subscribe:
                    - open: {sse: '/stream?deaf=1'}
                  receive: /id
                """.formatted(SUBSCRIBERS), "--drain=2s", "--timeout=1s");
        assertTrue(result.found().integrity().lost() > 0, run::out);
        assertEquals(ExitCode.VERIFICATION_FAILED, result.exitCode(), run::out);
    }

    @Test
    @MostlyWaits
    void whatWasAnsweredComesBeforeWhatIsSentLater() throws IOException {
        RunResult result = run("""
                users: 1
                arrival: 10/s
                steps:
                  - repeat: 2
                    steps:
                      - name: post
                        http: {url: '/publish?swap=1', body: '{"id":"{{uuid}}"}'}
                fanout:
                  subscribers: %d
                  subscribe:
                    - open: {sse: /stream}
                  receive: /id
                """.formatted(SUBSCRIBERS));
        assertTrue(result.found().integrity().reordered() >= SUBSCRIBERS);
        assertEquals(ExitCode.VERIFICATION_FAILED, result.exitCode());
    }
}
