package io.oneport.client.run;

import io.oneport.client.cli.LocalFailure;
import io.oneport.client.report.JUnitXml;
import io.oneport.client.report.Markdown;
import io.oneport.client.result.RunResult;
import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Option;

/** Where a build server gets the outcome. */
public final class PipelineOptions {
    private static final String SUMMARY = "GITHUB_STEP_SUMMARY";

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write the outcome as JUnit XML: validity, integrity, accounting, and each threshold.")
    private Path junit;

    @Option(
            names = "--github-summary",
            description = "Append the outcome as Markdown to the file that GITHUB_STEP_SUMMARY names.")
    private boolean summary;

    /**
     * Refuses what can't be written.
     *
     * @throws IllegalArgumentException if there is no such place; the message is the line for the person
     */
    public void check() {
        Setting.require(
                !summary || System.getenv(SUMMARY) != null,
                "github-summary",
                "on",
                "off where " + SUMMARY + " is not set, which GitHub does for each step");
        Path folder = junit == null ? null : junit.toAbsolutePath().getParent();
        Setting.require(folder == null || Files.isDirectory(folder), "junit", junit, "a file in a folder that exists");
        // Now, and not when the run is over.
        Setting.require(
                folder == null
                        || !Files.isDirectory(junit)
                                && Files.isWritable(Files.exists(junit) ? junit.toAbsolutePath() : folder),
                "junit",
                junit,
                "a file that can be written");
    }

    /**
     * Writes it. Blocks.
     *
     * @throws LocalFailure if that fails
     */
    public void write(RunResult result) throws IOException {
        if (junit != null) {
            write("junit", junit, JUnitXml.of(result), StandardOpenOption.TRUNCATE_EXISTING);
        }
        if (summary) {
            write("github-summary", Path.of(System.getenv(SUMMARY)), Markdown.of(result), StandardOpenOption.APPEND);
        }
    }

    private static void write(String name, Path file, String text, StandardOpenOption how) throws IOException {
        try {
            Files.writeString(
                    file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException failed) {
            throw new LocalFailure(name + ": " + file + ": " + SystemWords.of(failed));
        }
    }
}
