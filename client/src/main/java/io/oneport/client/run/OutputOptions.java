package io.oneport.client.run;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command that measures: where the results go. */
public final class OutputOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for report.html, result.json, run.hlog, series.csv and *.hgrm; created if needed.")
    private Path out;

    @Option(names = "--quiet", description = "Print no progress, only the summary.")
    private boolean quiet;

    /** Where files go, or {@code null}. */
    public Path out() {
        return out;
    }

    /** Whether to say nothing meanwhile. */
    public boolean quiet() {
        return quiet;
    }
}
