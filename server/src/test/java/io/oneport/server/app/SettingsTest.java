package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.oneport.server.auth.Anonymous;
import io.oneport.server.blackbox.TestCertificates;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void aFlagComesBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        Path file = file("port = 1\nbacklog = 1\nmax-message = 1KiB\n");
        Map<String, String> environment = Map.of("ONEPORT_PORT", "2", "ONEPORT_BACKLOG", "2");
        Settings settings = read(environment, "--config", file.toString(), "--port=3");
        ServerConfig config = settings.config();
        assertEquals(3, config.listen().port());
        assertEquals(2, config.listen().backlog());
        assertEquals(1024, config.webSocket().maxMessageBytes());
        assertEquals(Duration.ofSeconds(25), config.webSocket().pingInterval());
        List<String> lines = settings.printed().lines().toList();
        assertTrue(lines.contains(line("port = 3", "flag --port")), settings.printed());
        assertTrue(lines.contains(line("backlog = 2", "environment ONEPORT_BACKLOG")), settings.printed());
        assertTrue(lines.contains(line("max-message = 1KiB", file + ":3")), settings.printed());
        assertTrue(lines.contains(line("ping-interval = 25s", "default")), settings.printed());
    }

    @Test
    void theEnvironmentCanNameTheFile() throws Exception {
        Path file = file("# the port\nport = 7   # lucky\n\n");
        assertEquals(
                7,
                read(Map.of("ONEPORT_CONFIG", file.toString()))
                        .config()
                        .listen()
                        .port());
    }

    @Test
    void whatIsPrintedCanBeReadBack() throws Exception {
        Settings first = read(Map.of(), "--port=1234", "--origin=https://a.example", "--origin=http://b.example:81");
        Settings second = read(Map.of(), "--config=" + file(first.printed()));
        assertEquals(values(first.printed()), values(second.printed()));
        assertEquals(
                "http://b.example:81,https://a.example",
                second.config().origins().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port=x                | port: x (expected: a whole number)
            --port=65536            | port: 65536 (expected: 0 to 65535)
            --worker-threads=0      | worker-threads: 0 (expected: 1 to 1024)
            --transport=kqueue      | transport: kqueue (expected: auto, epoll, nio or io_uring)
            --reuse-port=maybe      | reuse-port: maybe (expected: true or false)
            --head-timeout=10       | head-timeout: 10 (expected: a duration with its unit: ms, s, m or h, such as 25s)
            --head-timeout=0s       | head-timeout: 0s (expected: 1ms to 24h)
            --max-message=0B        | max-message: 0B (expected: 1B to 64MiB)
            --max-message=3GiB      | max-message: 3GiB (expected: a size with its unit: B, KiB, MiB or GiB, such as 64KiB, at most 1GiB)
            --port=99999999999      | port: 99999999999 (expected: a whole number of at most 2147483647)
            --port=٨٠٨٠             | port: ٨٠٨٠ (expected: a whole number)
            --head-timeout=999999999999999h | head-timeout: 999999999999999h (expected: 1ms to 24h)
            --max-topics=2147483647 | max-topics: 2147483647 (expected: 1 to 100000000)
            --slow-reader=a.=latest,a.=disconnect | slow-reader: a.=latest,a.=disconnect (expected: one policy for the prefix a.)
            --slow-reader=latest,disconnect | slow-reader: latest,disconnect (expected: one policy for all topics)
            --outbound-limit=32KiB  | outbound-limit: 32KiB (expected: at least max-message, 64KiB, since each message must fit; raise outbound-limit or lower max-message)
            --outbound-buffer=1B    | outbound-buffer: 1B (expected: 1KiB to 1GiB)
            --max-sockets=0         | max-sockets: 0 (expected: 1 or more)
            --origin=example.com    | origin: example.com (expected: http://HOST, https://HOST or either with :PORT and without a path; *; null; or what an app or an extension sends, such as file:// or chrome-extension://ID)
            --origin=http://a/path  | origin: http://a/path (expected: http://HOST, https://HOST or either with :PORT and without a path; *; null; or what an app or an extension sends, such as file:// or chrome-extension://ID)
            --host=0.0.0.0          | host: 0.0.0.0 (expected: a loopback address; for a public one, say who gets in: --jwt-key FILE or --jwt-jwks URL for those with a token, --allow-anonymous subscribe or --allow-anonymous all for everyone)
            --allow-anonymous=some  | allow-anonymous: some (expected: none, subscribe or all)
            --allow-anonymous=none  | allow-anonymous: none (expected: subscribe or all, or --jwt-key FILE or --jwt-jwks URL as well: without keys nobody could use a topic)
            --jwt-key=/nowhere      | jwt-key: /nowhere (expected: a file that exists)
            --jwt-jwks=http://issuer.example/keys | jwt-jwks: http://issuer.example/keys (expected: an https URL, or an http URL of a loopback address, without user and fragment)
            --jwt-jwks=https://a:b@issuer.example/keys?k=1 | jwt-jwks: https://issuer.example/keys (expected: an https URL, or an http URL of a loopback address, without user and fragment)
            --jwt-jwks-refresh=1s   | jwt-jwks-refresh: 1s (expected: 10s to 24h)
            --jwt-cookie=a;b        | jwt-cookie: a;b (expected: the name of a cookie)
            --jwt-query=since       | jwt-query: since (expected: the name of a query parameter that means nothing else here)
            --jwt-query=evs_last_event_id | jwt-query: evs_last_event_id (expected: the name of a query parameter that means nothing else here)
            --jwt-clock-skew=6m     | jwt-clock-skew: 6m (expected: 0s to 5m)
            --trusted-proxy=10.0.0.1/8 | trusted-proxy: 10.0.0.1/8 (expected: an address, or a block such as 10.0.0.0/8 or 2001:db8::/32 with no bit set after the prefix)
            --proxy-protocol=on     | proxy-protocol: on (expected: trusted-proxy as well, with the addresses that PROXY headers may come from)
            --proxy-protocol=v2     | proxy-protocol: v2 (expected: on or off)
            --forwarded-header=via  | forwarded-header: via (expected: x-forwarded-for, forwarded or none)
            --admin-port=70000      | admin-port: 70000 (expected: 0 to 65535)
            --admin-host=           | admin-host: '' (expected: a host name or an address)
            --metrics=closed        | metrics: closed (expected: admin or open)
            --server-name=a.example:80 | server-name: a.example:80 (expected: a host name, without a port)
            --data-sync=sometimes   | data-sync: sometimes (expected: always or never)
            --data-dir=pom.xml      | data-dir: pom.xml (expected: a directory, or a new name)
            --static=pom.xml        | static: pom.xml (expected: a directory)
            --static=/nowhere/at/all | static: /nowhere/at/all (expected: a directory that exists)
            --static-fallback=a.html | static-fallback: a.html (expected: static as well, with the directory that it is in)
            --static-cache=2y       | static-cache: 2y (expected: an age of a year at most)
            --static-cache=/a=1h,/a=2h | static-cache: /a=1h,/a=2h (expected: one value for /a)
            --static-memory=2GiB    | static-memory: 2GiB (expected: a size with its unit: B, KiB, MiB or GiB, such as 64KiB, at most 1GiB)
            --compress=maybe        | compress: maybe (expected: on or off)
            --compress-min=1B       | compress-min: 1B (expected: 64B to 1MiB)
            --max-massage=1B        | --max-massage=1B: unknown (expected: a setting that --help lists; did you mean --max-message?)
            --Worker_Threads=1      | --Worker_Threads=1: unknown (expected: a setting that --help lists; did you mean --worker-threads?)
            tokne                   | tokne: unknown (expected: a setting that --help lists; did you mean token?)
            --origin=https://*.example.com | origin: https://*.example.com (expected: http://HOST, https://HOST or either with :PORT and without a path; *; null; or what an app or an extension sends, such as file:// or chrome-extension://ID)
            --origin=https://a:65536 | origin: https://a:65536 (expected: http://HOST, https://HOST or either with :PORT and without a path; *; null; or what an app or an extension sends, such as file:// or chrome-extension://ID)
            --origin=http://[::g]   | origin: http://[::g] (expected: http://HOST, https://HOST or either with :PORT and without a path; *; null; or what an app or an extension sends, such as file:// or chrome-extension://ID)
            --jwt-jwks=https://my_idp.example/keys | jwt-jwks: https://my_idp.example/keys (expected: an https URL, or an http URL of a loopback address, without user and fragment; a host without underscores)
            stray                   | stray: unknown (expected: a setting that --help lists)
            """)
    void aBadFlagIsOneClearLine(String flag, String line) {
        assertEquals(line, refusal(Map.of(), flag));
    }

    @Test
    void messagesAreKeptInOnePlace() {
        assertEquals(
                "data-dir: here (expected: no engine as well: messages are kept in one place; leave out data-dir or engine)",
                refusal(Map.of(), "--data-dir=here", "--engine=redis://127.0.0.1:6379"));
    }

    @Test
    void theServersOwnFilesAreNeverServed() throws Exception {
        Path site = Files.createDirectory(folder.resolve("site"));
        Path hidden = Files.createDirectories(site.resolve(".state/deep"));
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), site);
        TestCertificates certificates = new TestCertificates(site);
        certificates.create("one", "localhost");
        Path key = certificates.keyFile("one");
        String secret = "a secret that is long enough for HS256";
        List<List<String>> served = List.of(
                List.of("tls-key", key.toString(), "--tls-cert=" + certificates.certificateFile("one")),
                List.of(
                        "tls-key",
                        link.resolve(key.getFileName()).toString(),
                        "--tls-cert=" + certificates.certificateFile("one")),
                List.of(
                        "jwt-key",
                        Files.writeString(site.resolve("secret"), secret).toString()),
                List.of("admin-token-file", site.resolve("not/yet/there").toString()),
                List.of("admin-token-file", elsewhere.resolve("../site/token").toString()),
                List.of(
                        "engine-password-file",
                        Files.writeString(site.resolve("password"), secret).toString(),
                        "--engine=redis://127.0.0.1:1"),
                List.of("data-dir", site.toString()),
                List.of("data-dir", site.resolve("data").toString()),
                List.of("access-log", link.resolve("access.log").toString()));
        for (List<String> each : served) {
            String[] flags = Stream.concat(
                            Stream.of("--static=" + site, "--" + each.get(0) + "=" + each.get(1)),
                            each.stream().skip(2))
                    .toArray(String[]::new);
            assertEquals(
                    each.get(0) + ": " + each.get(1) + " (expected: a place outside static, " + site
                            + ": everybody could read it there)",
                    refusal(Map.of(), flags));
        }
        Path away = Files.createSymbolicLink(site.resolve("away"), elsewhere);
        read(
                        Map.of(),
                        "--static=" + site,
                        "--data-dir=" + hidden,
                        "--admin-token-file=" + away.resolve("token"),
                        "--access-log=-",
                        "--jwt-key=" + Files.writeString(hidden.resolve("secret"), secret))
                .config();
    }

    @Test
    void aBadValueNamesWhereItStands() throws Exception {
        assertEquals(
                "backlog: many (expected: a whole number), in environment ONEPORT_BACKLOG",
                refusal(Map.of("ONEPORT_BACKLOG", "many")));
        Path file = file("port = 1\nkeep-alive = long\n");
        assertEquals(
                "keep-alive: long (expected: a duration with its unit: ms, s, m or h, such as 25s), in " + file + ":2",
                refusal(Map.of(), "--config=" + file));
    }

    @Test
    void listsMayHaveSpaces() throws Exception {
        Path file = file("origin = https://a.example , https://b.example\n");
        Settings settings = read(
                Map.of("ONEPORT_SERVER_NAME", " c.example,\td.example. "),
                "--config=" + file,
                "--trusted-proxy=10.0.0.1, ::1");
        ServerConfig config = settings.config();
        assertEquals("https://a.example,https://b.example", config.origins().toString());
        assertEquals(Set.of("c.example", "d.example"), config.serverNames());
        assertEquals("10.0.0.1,::1", config.proxies().trusted().toString());
    }

    @Test
    void anUnknownOrDoubledLineOfTheFileIsRefused() throws Exception {
        Path unknown = file("port = 1\nprot = 2\n");
        assertEquals(
                unknown + ":2: prot (expected: a setting that --help lists; did you mean port?)",
                refusal(Map.of(), "--config=" + unknown));
        Path doubled = file("port = 1\nport = 2\n");
        assertEquals(
                doubled + ":2: port (expected: once; it is in line 1 too)", refusal(Map.of(), "--config=" + doubled));
        Path broken = file("just words\n");
        assertEquals(broken + ":1: just words (expected: name = value)", refusal(Map.of(), "--config=" + broken));
        assertEquals(
                "config: /nowhere/at/all (expected: a file that exists)",
                refusal(Map.of(), "--config=/nowhere/at/all"));
    }

    @Test
    void eachWorkersShareHoldsAMessageAndABody() {
        assertEquals(
                "unfinished-total: 1MiB (expected: at least 3MiB, max-body (1MiB) for each of worker-threads (3);"
                        + " raise unfinished-total (1GiB at most) or lower max-body)",
                refusal(Map.of(), "--worker-threads=3", "--unfinished-total=1MiB"));
        assertTrue(refusal(
                        Map.of(),
                        "--worker-threads=2",
                        "--unfinished-total=4MiB",
                        "--max-message=4MiB",
                        "--outbound-limit=4MiB")
                .startsWith("unfinished-total: 4MiB (expected: at least 8MiB, max-message (4MiB) "));
    }

    @Test
    void whoGetsInDependsOnKeysAndAddress() throws Exception {
        String key = "--jwt-key=" + file("a secret that is long enough for HS256");
        assertEquals(Anonymous.ALL, anonymous());
        assertEquals(Anonymous.ALL, anonymous("--host=::1"));
        assertEquals(Anonymous.NONE, anonymous(key));
        assertEquals(Anonymous.NONE, anonymous(key, "--host=0.0.0.0"));
        assertEquals(Anonymous.SUBSCRIBE, anonymous(key, "--allow-anonymous=subscribe"));
        assertEquals(Anonymous.SUBSCRIBE, anonymous("--host=::", "--allow-anonymous=subscribe"));
        assertEquals(Anonymous.ALL, anonymous("--host=192.0.2.1", "--allow-anonymous=all"));
    }

    private static Anonymous anonymous(String... flags) throws UsageException {
        return read(Map.of(), flags).config().auth().anonymous();
    }

    @Test
    void aFileFromAWindowsEditorIsRead() throws Exception {
        Path file = file("\uFEFFport = 7\r\nbacklog = 9\r\n");
        ServerConfig config = read(Map.of(), "--config=" + file).config();
        assertEquals(7, config.listen().port());
        assertEquals(9, config.listen().backlog());
    }

    @Test
    void quotationMarksAroundAValueAreNoPartOfIt() throws Exception {
        Path file = file("port = \"7\"\njwt-issuer='https://a.example/#b #c'\t# our own\r\naccess-log = \"it's #1\"\n"
                + "jwt-audience = \"half\nengine-prefix = a#b # c\n");
        Settings settings = read(Map.of("ONEPORT_BACKLOG", "'9' ", "ONEPORT_NODE_NAME", "\"x\""), "--config=" + file);
        Map<String, String> values = settings.values();
        assertEquals("7", values.get("port"));
        assertEquals("https://a.example/#b #c", values.get("jwt-issuer"));
        assertEquals("it's #1", values.get("access-log"));
        assertEquals("\"half", values.get("jwt-audience"));
        assertEquals("a#b", values.get("engine-prefix"));
        assertEquals("9", values.get("backlog"));
        assertEquals("x", values.get("node-name"));
        assertEquals(
                values, read(Map.of(), "--config=" + file(settings.printed())).values());
    }

    @Test
    void anEmptyVariableIsNotSetUnlessTheSettingMayBeEmpty() throws Exception {
        Path file = file("port = 7\naccess-log = here\n");
        Map<String, String> environment =
                Map.of("ONEPORT_PORT", "", "ONEPORT_HOST", " ", "ONEPORT_TLS_ONLY", "\"\"", "ONEPORT_ACCESS_LOG", "");
        Settings settings = read(environment, "--config=" + file);
        assertEquals(7, settings.config().listen().port());
        assertEquals("127.0.0.1", settings.config().listen().host());
        assertEquals("", settings.values().get("access-log"));
        assertTrue(settings.printed().contains(line("port = 7", file + ":1")), settings.printed());
    }

    @Test
    void aFileThatIsNotUtf8IsRefusedWithItsLine() throws Exception {
        Path file = Files.write(folder.resolve("latin1.conf"), new byte[] {'#', '\n', '#', (byte) 0xE9, '\n'});
        assertEquals(
                file + ":2: bytes that are not UTF-8 (expected: a file that is saved as UTF-8)",
                refusal(Map.of(), "--config=" + file));
        assertEquals(
                "config: ~/my.conf (expected: a file that exists; the shell replaces ~ only after a space: --config"
                        + " ~/my.conf)",
                refusal(Map.of(), "--config=~/my.conf"));
    }

    @Test
    void textThatWasLostOnTheWayIsRefused() throws Exception {
        UsageException refused = assertThrows(
                UsageException.class, () -> PlainText.check(new String[] {"--origin", "caf\uFFFD"}, Map.of()));
        assertTrue(refused.getMessage().startsWith("argument 2: caf? (expected: text "), refused.getMessage());
        assertThrows(
                UsageException.class, () -> PlainText.check(new String[0], Map.of("ONEPORT_SLOW_READER", "caf\uDCE9")));
        PlainText.check(new String[] {"caf\u00E9"}, Map.of("OTHER", "\uFFFD"));
    }

    @Test
    void moreSocketsThanDescriptorsAreReducedWithAWarning() throws Exception {
        Settings settings = read(Map.of(), "--max-sockets=2147483647");
        int possible = settings.config().sockets().maxSockets();
        assertTrue(possible < Integer.MAX_VALUE, String.valueOf(possible));
        assertTrue(
                settings.warnings().get(0).startsWith("max-sockets: 2147483647 is reduced to " + possible + ": "),
                settings.warnings().toString());
        assertEquals(824, MachineDefaults.socketsFor(1024, 2));
        assertEquals(50, MachineDefaults.socketsFor(100, 2));
    }

    @Test
    void theLimitOnOpenFilesIsTheOneThatTheJdkKnows() {
        UnixOperatingSystemMXBean unix =
                assertInstanceOf(UnixOperatingSystemMXBean.class, ManagementFactory.getOperatingSystemMXBean());
        assertEquals(unix.getMaxFileDescriptorCount(), MachineDefaults.openFiles());
    }

    @Test
    void aHistoryThatIsNeverReachedIsAWarning() throws Exception {
        Settings settings = read(Map.of(), "--history-total=512KiB");
        settings.config();
        assertEquals(
                List.of("history-bytes: 1MiB is never reached: history-total, 512KiB, limits all topics together;"
                        + " lower the one or raise the other"),
                settings.warnings());
    }

    @Test
    void theUrlHasOnePairOfBrackets() throws Exception {
        for (String host : List.of("[::1]", "::1", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]")) {
            assertEquals("http://[::1]:8080", ListenUrl.of(host, 8080), host);
        }
        assertEquals("http://[::]:1", ListenUrl.of("::", 1));
        assertEquals("http://[::1]:1", ListenUrl.of(ListenUrl.openable("::"), 1));
        assertEquals("http://127.0.0.1:1", ListenUrl.of(ListenUrl.openable("0.0.0.0"), 1));
        assertEquals("http://localhost:1", ListenUrl.of(ListenUrl.openable("localhost"), 1));
        assertEquals("http://127.0.0.1:1", ListenUrl.of("::ffff:127.0.0.1", 1));
        assertEquals("http://localhost:80", ListenUrl.of("localhost", 80));
    }

    @Test
    void theDocumentationListsEverySettingWithItsDefault() throws Exception {
        String tables = Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .collect(Collectors.joining("\n"));
        for (String line : read(Map.of()).printed().lines().toList()) {
            String name = line.substring(0, line.indexOf(' '));
            String value =
                    line.substring(line.indexOf('=') + 1, line.indexOf('#')).strip();
            String row = tables.lines()
                    .filter(each -> each.startsWith("| `" + name + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("docs/operations.md lacks a row for " + name));
            boolean ofTheMachine = MachineDefaults.of(name) != null;
            assertTrue(ofTheMachine || value.isEmpty() || row.contains("| `" + value + "` |"), row);
        }
        for (String row : tables.lines().toList()) {
            String name = row.substring(3, row.indexOf('`', 3));
            assertTrue(read(Map.of()).printed().contains(name + " = "), "docs/operations.md has a row for " + name);
        }
    }

    @Test
    void anUnknownVariableIsOnlyWorthAWord() throws Exception {
        Settings settings = read(Map.of("ONEPORT_PROT", "1", "OTHER", "2", "ONEPORT_TOKEN", "of the client"));
        assertEquals(
                List.of(
                        "Ignored ONEPORT_PROT in the environment: there is no such setting; --help lists them; did you mean ONEPORT_PORT?"),
                settings.warnings());
    }

    @Test
    void theHelpNamesEverySettingAndItsDefault() throws Exception {
        String help = read(Map.of()).help();
        for (String line : read(Map.of()).printed().lines().toList()) {
            String name = line.substring(0, line.indexOf(' '));
            assertTrue(help.contains("--" + name), name);
        }
        assertTrue(help.contains("64KiB"), help);
    }

    /** Neither the environment nor the library's own variables are put in its place. */
    @Test
    void aDollarSignInAValueIsOne() throws UsageException {
        String file = "/logs/${user.name}$${sys:user.name}$x.log";
        Map<String, String> environment = Map.of("ONEPORT_ACCESS_LOG", file);
        assertEquals(file, read(environment).config().access().file());
        assertEquals(
                file, read(Map.of(), "--access-log", file).config().access().file());
        assertFalse(read(environment).help().contains("${"), "the help has its own");
    }

    private static Settings read(Map<String, String> environment, String... flags) throws UsageException {
        return Settings.read(flags, environment);
    }

    private static String refusal(Map<String, String> environment, String... flags) {
        return assertThrows(UsageException.class, () -> read(environment, flags).config())
                .getMessage();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "oneport", ".conf"), text);
    }

    private static String line(String setting, String source) {
        return String.format("%-40s # %s", setting, source);
    }

    private static List<String> values(String printed) {
        return printed.lines().map(line -> line.replaceFirst(" *#.*", "")).toList();
    }
}
