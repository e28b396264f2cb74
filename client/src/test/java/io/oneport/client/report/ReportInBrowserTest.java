package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.result.FailureGroup;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, where there is one. */
class ReportInBrowserTest {
    private static final String BROWSER = "chromium";

    @TempDir
    Path folder;

    @BeforeEach
    void thereIsABrowser() {
        Needs.program(BROWSER, "chromium");
    }

    /** The page as it is once its script has run. */
    private String opened(SampleResult sample) throws IOException, InterruptedException {
        Path page = Files.writeString(folder.resolve("report.html"), HtmlReport.of(sample.build()));
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("browser.log");
        Process browser = new ProcessBuilder(List.of(
                        BROWSER,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--enable-logging=stderr",
                        "--v=0",
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        page.toUri().toString()))
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertTrue(browser.waitFor(50, TimeUnit.SECONDS), "the browser did not end");
        } finally {
            browser.destroyForcibly();
        }
        List<String> complaints = Files.readAllLines(log).stream()
                .filter(line -> line.contains("CONSOLE"))
                .toList();
        assertEquals(List.of(), complaints);
        return Files.readString(dom);
    }

    private void allPlotsAreDrawn(int plots, SampleResult sample) throws IOException, InterruptedException {
        String dom = opened(sample);
        assertTrue(dom.contains("data-rendered=\"true\""));
        assertTrue(dom.contains("id=\"broken\" class=\"alarm\" hidden"), "the error banner shows");
        assertEquals(plots, dom.split("<canvas", -1).length - 1);
        assertEquals(plots, dom.split("class=\"plot\"", -1).length - 1);
    }

    @Test
    void aRunHasSixPlots() throws IOException, InterruptedException {
        allPlotsAreDrawn(6, SampleResult.stalled());
    }

    @Test
    void experimentsHaveTheirOwn() throws IOException, InterruptedException {
        SampleResult sample = SampleResult.storm();
        sample.search = SampleResult.search().search;
        sample.isolation = SampleResult.isolation(1500).isolation;
        allPlotsAreDrawn(8, sample);
    }

    @Test
    void aHostileServersTextIsSeenAndNotRun() throws IOException, InterruptedException {
        String attack =
                "</script><script>document.documentElement.dataset.hacked=1</script><img src=x onerror=alert(1)>";
        SampleResult sample = SampleResult.good();
        sample.command = attack;
        sample.failures = List.of(new FailureGroup(attack, attack, 1, 1, attack));
        String dom = opened(sample);
        assertFalse(dom.contains("data-hacked"));
        assertFalse(dom.contains("<img"));
        assertTrue(dom.contains("data-rendered=\"true\""));
    }
}
