package io.oneport.client.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens pages in a browser without a window, one at a time. */
final class Chromium {
    static final String PROGRAM = "chromium";

    private final Path folder;

    /** Keeps its files in the given folder. */
    Chromium(Path folder) {
        this.folder = folder;
    }

    /** Returns the page's elements once its scripts have run; fails if it writes anything to the console. */
    String elementsOf(Path page) throws IOException, InterruptedException {
        Path elements = folder.resolve("elements.html");
        Path log = folder.resolve("browser.log");
        Process browser = new ProcessBuilder(List.of(
                        PROGRAM,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        // For a page that looks into another one in a frame.
                        "--allow-file-access-from-files",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--enable-logging=stderr",
                        "--v=0",
                        // Time that passes only while nothing is to be done, with frames in it.
                        "--virtual-time-budget=60000",
                        "--run-all-compositor-stages-before-draw",
                        "--dump-dom",
                        page.toUri().toString()))
                .redirectOutput(elements.toFile())
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
        return Files.readString(elements);
    }
}
