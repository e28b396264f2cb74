package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.TestCertificate;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can't be measured is refused in one line, before any load. */
class RunRefusalsTest {
    private static CommandRun run(String... arguments) {
        return CommandRun.of(new RunCommand(), arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate=10                   | rate: 10 (expected: a rate with its unit: /s, /m or /h, such as 10/s or 1.5k/s)",
                "--http-rate=5/day           | http-rate: 5/day (expected: a rate with its unit: /s, /m or /h, such as 10/s or"
                        + " 1.5k/s)",
                "--size=20                   | size: 20 (expected: a size with its unit, or two with .. between them, 1B to"
                        + " 16MiB, such as 128B or 16B..64KiB)",
                "--size=64KiB..1B            | size: 64KiB..1B (expected: a size with its unit, or two with .. between them, 1B"
                        + " to 16MiB, such as 128B or 16B..64KiB)",
                "--size=12B                  | size: 12B (expected: at least 16B, so that each message can say whose it is;"
                        + " --no-integrity allows less)",
                "--duration=30               | duration: 30 (expected: a duration with its unit: ms, s, m or h, such as 25s)",
                "--scenario=fish             | scenario: fish (expected: echo, topic, idle, churn)",
                "--arrival=late              | arrival: late (expected: uniform, poisson, closed)",
                "--threads=0                 | threads: 0 (expected: 1 to 64)",
                "--ws=3000000                | sockets: 3000020",
                "--threshold=fish            | threshold: fish (expected: such as ws.echo.p99<5ms",
                "--threshold=sse.open.p99<1s | threshold: sse.open.p99<1s (expected: a figure of what this run measures:",
                "--threshold=ws.echo.p99<5   | threshold: ws.echo.p99<5 (expected: a time with its unit: us, ms or s, such as"
                        + " 5ms)",
                "--source-ip=localhost       | source-ip: localhost (expected: addresses of this machine",
                "--stages=10:5               | stages: 10:5 (expected: stages of DURATION:RATE",
                "--stages=20h:5,5h:5         | stages: 20h:5,5h:5 (expected: at most 24h in all)",
                "--transport=pigeon          | transport: pigeon (expected: auto, ",
                "--source-ip=192.0.2.1       | source-ip: 192.0.2.1 (expected: addresses of this machine, and 192.0.2.1 is"
                        + " none)",
                "--stages=9s:5 --rate=5/s    | stages: 9s:5 (expected: not together with --rate: the stages"
                        + " set the rate)",
                "--stages=9s:5 --duration=9s | stages: 9s:5 (expected: not together with --duration: the"
                        + " stages set it)",
                "--size=16MiB                | size: 16MiB (expected: at most 16777215B, so that each message can say how long"
                        + " it is; --no-integrity allows more)",
                "--scenario=topic --topics=2 | topics: 2 (expected: at least 1, and at most 1, the number of --publishers:",
                "--publishers=2              | publishers: 2 (expected: 1: only --scenario topic has more)",
                "--topics=2                  | topics: 2 (expected: 1: only --scenario topic has more)",
                "--sse=1                     | sse: 1 (expected: 0: only --scenario topic has event streams)",
                "--ws=0 --http=0             | at least one socket",
                "--remote-write=pushgateway  | remote-write: pushgateway (expected: an http or https URL, such as",
                "--remote-write=http://a:b@c | names and passwords go into remote-write-header",
                "--remote-write-label=a=b    | remote-write: not set (expected: a URL, where remote-write-header or",
                "--remote-write=http://a --remote-write-label=__a=b | remote-write-label: __a (expected: a name of letters,",
            })
    void settings(String arguments, String line) {
        CommandRun refused = run(("http://127.0.0.1:1 --drain=0s " + arguments).split(" "));
        assertEquals(ExitCode.USAGE, refused.status(), refused::err);
        assertTrue(refused.err().contains(line), refused::err);
        assertEquals(1, refused.err().lines().count(), refused::err);
        assertEquals("", refused.out());
    }

    private static void assertRefused(String arguments, String line) {
        CommandRun refused = run(arguments.split(" "));
        assertEquals(ExitCode.USAGE, refused.status(), refused::err);
        assertEquals(line + "\n", refused.err());
    }

    /** Whoever gives it has another load in mind. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate=5/s --arrival=closed               | rate: 5/s (expected: nothing: a closed model has no rates)",
                "--http-rate=5/s --arrival=closed          | http-rate: 5/s (expected: nothing: a closed model has no rates)",
                "--stages=9s:5 --arrival=closed            | stages: 9s:5 (expected: nothing: a closed model has no rates)",
                "--rate=5/s --scenario=idle                | rate: 5/s (expected: nothing: idle sockets send nothing)",
                "--stages=9s:5 --scenario=idle             | stages: 9s:5 (expected: nothing: idle sockets send nothing)",
                "--in-flight=2 --scenario=idle             | in-flight: 2 (expected: nothing: idle sockets send nothing)",
                "--arrival=uniform --scenario=idle         | arrival: uniform (expected: nothing: idle sockets send nothing)",
                "--in-flight=2 --scenario=topic            | in-flight: 2 (expected: nothing: a publisher waits for each"
                        + " answer)",
                "--in-flight=2 --scenario=churn            | in-flight: 2 (expected: nothing: a session waits for each answer)",
                "--session-messages=10                     | session-messages: 10 (expected: nothing: only --scenario churn has"
                        + " sessions)",
                "--connect-rate=5/s --scenario=churn       | connect-rate: 5/s (expected: nothing: sessions connect when they"
                        + " are due)",
                "--topic=load                              | topic: load (expected: nothing: only --scenario topic has topics)",
                "--ws-path=/echo --scenario=topic          | ws-path: /echo (expected: nothing: --topic says where WebSockets"
                        + " go)",
                "--http-path=/ --http=0                    | http-path: / (expected: nothing: there are no sockets for plain"
                        + " requests)",
                "--http-rate=5/s --scenario=churn          | http-rate: 5/s (expected: nothing: there are no sockets for plain"
                        + " requests)",
                "--rate=5/s --ws=0                         | rate: 5/s (expected: nothing: there are no WebSockets: --ws is 0)",
                "--size=128B --ws=0                        | size: 128B (expected: nothing: there are no WebSockets: --ws is 0)",
                "--text --ws=0                             | text: on (expected: nothing: there are no WebSockets: --ws is 0)",
                "--subprotocol=a --subprotocol=b --ws=0    | subprotocol: a, b (expected: nothing: there are no WebSockets:"
                        + " --ws is 0)",
                "--ws-path=/echo --ws=0                    | ws-path: /echo (expected: nothing: there are no WebSockets: --ws"
                        + " is 0)",
            })
    void whatWouldChangeNothing(String arguments, String line) {
        assertRefused("http://127.0.0.1:1 " + arguments, line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--scenario=topic | URL: http://127.0.0.1:1/fish (expected: no path; --topic names the topic)",
                "--ws=0           | URL: http://127.0.0.1:1/fish (expected: no path; --http-path names the page)",
            })
    void aPathThatNobodyAsksFor(String arguments, String line) {
        assertRefused("http://127.0.0.1:1/fish " + arguments, line);
    }

    /** Where they change something, they are let through: nobody listens, and that is what it ends with. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rate=5/s --http-rate=5/s --http-path=/ --in-flight=2 --arrival=uniform --connect-rate=5/s",
                "--arrival=closed --in-flight=2 --ws-path=/fish",
                "--scenario=topic --ws=0 --sse=1 --rate=5/s --size=128B --topic=fish --arrival=uniform",
                "--scenario=topic --ws-path=/fish --hostile=reset=1%",
                "--scenario=idle --http=5 --arrival=uniform --size=128B --ws-path=/fish",
                "--scenario=churn --rate=5/s --session-messages=2 --size=128B --http=1 --connect-rate=5/s",
                "--ws=0 --http-rate=5/s --arrival=uniform",
                "--ws=0 --hostile=reset=1% --ws-path=/fish --subprotocol=a",
            })
    void whatChangesSomething(String arguments) throws IOException {
        CommandRun run = run(("http://127.0.0.1:" + freePort() + " --quiet " + arguments).split(" "));
        assertEquals(ExitCode.UNREACHABLE, run.status(), run::err);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refuse-upgrade | the server refused to upgrade: 403",
                "not-websocket  | 404 Not Found: nothing here; --ws-path names another path",
                "silent         | no answer to the upgrade within 300ms",
            })
    void servers(String fault, String words) {
        try (FaultyServer server = new FaultyServer(Fault.parse(fault))) {
            CommandRun refused = run(server.url(), "--timeout=300ms", "--quiet");
            assertEquals(ExitCode.UNREACHABLE, refused.status(), refused::err);
            assertTrue(refused.err().contains(words), refused::err);
            assertEquals(1, refused.err().lines().count(), refused::err);
            assertEquals("", refused.out());
        }
    }

    @Test
    void compressionThatNoSocketCouldOffer() {
        CommandRun refused = run("http://127.0.0.1:1", "--deflate", "--ws=0", "--http=1");
        assertEquals(ExitCode.USAGE, refused.status(), refused::err);
        assertEquals("deflate: on (expected: off without WebSockets: --ws is 0)\n", refused.err());
    }

    @Test
    void aPageThatIsNotThere() {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun refused = run(server.url(), "--http-path=/fish", "--quiet");
            assertEquals(ExitCode.UNREACHABLE, refused.status(), refused::err);
            assertTrue(refused.err().contains("GET /fish: 404"), refused::err);
        }
    }

    /** The system alone would say of each connection that there is no route. */
    @Test
    void aSourceAddressOfTheOtherKind() {
        Needs.met(ownsLoopback6(), "IPv6 on loopback", "sysctl net.ipv6.conf.lo.disable_ipv6=0");
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun refused = run(server.url(), "--source-ip=::1", "--quiet");
            assertEquals(ExitCode.UNREACHABLE, refused.status(), refused::err);
            assertEquals(
                    "127.0.0.1:" + server.port()
                            + ": not reachable from 0:0:0:0:0:0:0:1 (expected: source addresses of the server's kind,"
                            + " IPv4)\n",
                    refused.err());
        }
    }

    private static boolean ownsLoopback6() {
        try (ServerSocket bound = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return bound.isBound();
        } catch (IOException without) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket gone = new ServerSocket(0)) {
            return gone.getLocalPort();
        }
    }

    @Test
    void nobodyListens() throws IOException {
        int port = freePort();
        CommandRun refused = run("http://127.0.0.1:" + port, "--quiet");
        assertEquals(ExitCode.UNREACHABLE, refused.status(), refused::err);
        assertEquals("127.0.0.1:" + port + ": connection refused\n", refused.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ws=1", "--ws=0"})
    void tlsWherePlainHttpIsSpoken(String sockets) {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun refused = run("https://127.0.0.1:" + server.port(), "--quiet", sockets);
            assertEquals(ExitCode.UNREACHABLE, refused.status(), refused::err);
            assertEquals(
                    "127.0.0.1:" + server.port()
                            + ": the port does not speak TLS (expected: http:// or ws:// in the URL)\n",
                    refused.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ws=1", "--ws=0"})
    void plainHttpWhereTlsIsSpoken(String sockets, @TempDir Path folder) throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None(), new TestCertificate(folder).serverContext())) {
            CommandRun refused = run("http://127.0.0.1:" + server.port(), "--quiet", sockets);
            assertEquals(ExitCode.UNREACHABLE, refused.status(), refused::err);
            assertEquals(
                    "127.0.0.1:" + server.port() + ": the port speaks TLS (expected: https:// or wss:// in the URL)\n",
                    refused.err());
        }
    }

    @Test
    void certificates(@TempDir Path folder) throws Exception {
        TestCertificate certificate = new TestCertificate(folder);
        Path pem = folder.resolve("authority.pem");
        certificate.writePem(pem);
        try (FaultyServer server = new FaultyServer(new Fault.None(), certificate.serverContext())) {
            CommandRun refused = run(server.url(), "--quiet");
            assertEquals(ExitCode.UNREACHABLE, refused.status(), refused::err);
            assertTrue(refused.err().contains("TLS: "), refused::err);
            assertEquals(1, refused.err().lines().count(), refused::err);
            for (String trust : new String[] {"--cacert=" + pem, "--insecure"}) {
                CommandRun trusted =
                        run(server.url(), trust, "--quiet", "--ws=2", "--http=1", "--warmup=0s", "--duration=500ms");
                assertTrue(trusted.out().contains("\ntls "), trusted::out);
                assertTrue(trusted.out().contains("lost 0"), trusted::out);
            }
        }
    }
}
