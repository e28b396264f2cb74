package io.oneport.client.experiment.compare;

import io.oneport.client.cli.LocalFailure;
import io.oneport.client.report.ComparePage;
import io.oneport.client.result.RunResult;
import io.oneport.protocol.SystemWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Both results over each other, as a page. */
final class PageOption {
    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Also write a page with both results over each other: percentiles, latency over time, figures.")
    private @Nullable Path file;

    /**
     * Writes it, if it is wanted. Blocks.
     *
     * @param differences what is known of a difference, by metric and figure, such as {@code ws.echo.p99}
     * @throws LocalFailure if that fails
     */
    void write(String a, RunResult first, String b, RunResult second, Map<String, String> differences)
            throws IOException {
        if (file != null) {
            try {
                Files.writeString(file, ComparePage.of(a, first, b, second, differences), StandardCharsets.UTF_8);
            } catch (IOException failed) {
                throw new LocalFailure("html: " + file + ": " + SystemWords.of(failed));
            }
        }
    }
}
