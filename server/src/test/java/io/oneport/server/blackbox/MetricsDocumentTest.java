package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.broker.redis.RedisServer;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/metrics.md, the dashboard and the alerts name the metrics that there are; Prometheus' own tool has nothing to add. */
class MetricsDocumentTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final String ENGINE = "oneport_engine_";
    private static final String LOG = "oneport_log_";

    @TempDir
    static Path folder;

    private static String text;

    @BeforeAll
    static void scrape() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.create("server", "localhost");
        try (TestServer server = TestServer.start(certificates.flags("server"));
                RawSocket scraper = RawSocket.connect(server.port())) {
            scraper.ask(Request.get("/plaintext"));
            text = scraper.ask(Request.get("/metrics")).text();
        }
    }

    @AfterAll
    static void forget() {
        text = null;
    }

    private static String doc(String name) throws IOException {
        return Files.readString(DOCS.resolve(name));
    }

    /** What the document says, by name. */
    private static Map<String, String> documented() throws IOException {
        Matcher rows = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (counter|gauge|histogram|summary) \\|")
                .matcher(doc("metrics.md"));
        Map<String, String> types = new TreeMap<>();
        while (rows.find()) {
            assertEquals(null, types.put(rows.group(1), rows.group(2)), rows.group(1) + " is there twice");
        }
        return types;
    }

    @Test
    void everyMetricIsInTheDocumentAndNoOther() throws IOException {
        Map<String, String> exposed = text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(line -> line[2], line -> line[3], (a, b) -> a, TreeMap::new));
        Map<String, String> documented = documented();
        // Those of the engine are below, those of the log in LogFaultsTest.
        documented.keySet().removeIf(name -> name.startsWith(ENGINE) || name.startsWith(LOG));
        assertEquals(exposed, documented);
    }

    @Test
    void everyMetricOfTheEngineIsInTheDocument() throws Exception {
        Needs.program("redis-server", "redis-server");
        try (RedisServer redis = RedisServer.start();
                TestServer server = TestServer.start("--engine=" + redis.url());
                RawSocket scraper = RawSocket.connect(server.port())) {
            Set<String> exposed = scraper.ask(Request.get("/metrics"))
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE " + ENGINE))
                    .map(line -> line.substring("# TYPE ".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> documented = new TreeSet<>();
            documented().forEach((name, type) -> {
                if (name.startsWith(ENGINE)) {
                    documented.add(name + " " + type);
                }
            });
            assertEquals(exposed, documented);
        }
    }

    @Test
    void everyMetricHasHelp() {
        Set<String> helped = text.lines()
                .filter(line -> line.startsWith("# HELP "))
                .filter(line -> line.endsWith("."))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        text.lines()
                .filter(line -> line.startsWith("# TYPE oneport_") || line.startsWith("# TYPE process_"))
                .forEach(line -> assertTrue(helped.contains(line.split(" ")[2]), line));
    }

    @Test
    void dashboardAndAlertsNameExistingMetrics() throws IOException {
        Set<String> known = documented().keySet();
        for (String file : new String[] {"metrics/grafana.json", "metrics/alerts.yml", "metrics/alerts-test.yml"}) {
            Matcher names =
                    Pattern.compile("\\b(?:oneport|jvm|process)_[a-z_]+").matcher(doc(file));
            Set<String> unknown = new TreeSet<>();
            int found = 0;
            while (names.find()) {
                found++;
                String name = names.group().replaceFirst("_(bucket|sum|count)$", "");
                if (!known.contains(name) && !known.contains(names.group())) {
                    unknown.add(name);
                }
            }
            assertEquals(Set.of(), unknown, file);
            assertTrue(found > 5, file);
        }
    }

    @Test
    void prometheusAcceptsTextRulesAndTheirTests() throws Exception {
        Needs.program("promtool", "prometheus");
        Process lint = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        lint.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        lint.getOutputStream().close();
        String findings = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, lint.waitFor(), findings);
        assertEquals("", findings);
        for (String[] command : new String[][] {
            {"promtool", "check", "rules", "alerts.yml"}, {"promtool", "test", "rules", "alerts-test.yml"}
        }) {
            Process check = new ProcessBuilder(command)
                    .directory(DOCS.resolve("metrics").toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, check.waitFor(), said);
        }
    }
}
