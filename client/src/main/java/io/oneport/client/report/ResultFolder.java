package io.oneport.client.report;

import io.oneport.client.result.Latency;
import io.oneport.client.result.RunResult;
import io.oneport.protocol.SystemWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of {@code --out}: {@code result.json}, {@code report.html}, {@code series.csv}, {@code *.hgrm} and
 * {@code run.hlog}. Each file appears complete, except the log, which grows during the run. For one thread.
 */
public final class ResultFolder {
    private static final String RESULT = "result.json";
    private static final String REPORT = "report.html";
    private static final String SERIES = "series.csv";

    private final Path folder;

    private ResultFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Creates the folder if it does not exist, and checks that files can be written to it.
     *
     * @throws IllegalArgumentException if that fails, or the folder contains a {@code result.json} of another program;
     *     the message is one line for the user
     */
    public static ResultFolder open(Path folder) {
        try {
            // The path without a name would be the working directory: most likely a variable that is not set.
            if (folder.toString().isEmpty()) {
                throw new IOException("no name");
            }
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "oneport", ".tmp"));
        } catch (IOException | SecurityException refused) {
            throw new IllegalArgumentException("out: " + folder + " (expected: a folder that can be written)");
        }
        ResultFolder opened = new ResultFolder(folder);
        try {
            opened.earlier();
            return opened;
        } catch (IOException foreign) {
            throw new IllegalArgumentException("out: " + folder
                    + " (expected: a folder without a result.json that is not of oneport-client, schema "
                    + RunResult.SCHEMA + ")");
        }
    }

    /** The result of an earlier run. */
    private Optional<RunResult> earlier() throws IOException {
        return Files.exists(file(RESULT)) ? Optional.of(ResultJson.read(file(RESULT))) : Optional.empty();
    }

    /**
     * Begins a run: deletes the files of an earlier one, so that they are not taken for this one's, and starts the log.
     *
     * @param program name and version
     * @param target where the load goes, as a URL
     * @param started what the log's intervals count from
     * @throws IOException if a file can't be written, or if there is a {@code result.json} of another program, which is
     *     not deleted; the message is one line for the user
     */
    public RunLog begin(String program, String target, Instant started) throws IOException {
        Optional<RunResult> earlier = earlier();
        if (earlier.isPresent()) {
            for (String name :
                    Percentiles.files(earlier.get().found().latencies()).keySet()) {
                Files.deleteIfExists(file(name));
            }
            Files.deleteIfExists(file(SERIES));
            Files.deleteIfExists(file(REPORT));
            Files.deleteIfExists(file(RESULT));
        }
        return new RunLog(file("run.hlog"), program, target, started);
    }

    /**
     * Writes all files except the log.
     *
     * @throws IOException if a file can't be written; the message is one line for the user
     */
    public void write(RunResult result) throws IOException {
        for (Map.Entry<String, byte[]> file :
                Percentiles.files(result.found().latencies()).entrySet()) {
            write(file.getKey(), file.getValue());
        }
        List<String> metrics =
                result.found().latencies().stream().map(Latency::metric).toList();
        write(SERIES, Csv.of(result.found().series(), metrics).getBytes(StandardCharsets.UTF_8));
        write(REPORT, ReportPage.of(result).getBytes(StandardCharsets.UTF_8));
        // Last: if it exists, so do the others.
        write(RESULT, ResultJson.bytes(result));
    }

    private void write(String name, byte[] content) throws IOException {
        Path whole = file(name);
        Path part = file("." + name + ".part");
        try {
            Files.write(part, content);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            Files.deleteIfExists(part);
            throw new IOException(
                    "out: " + whole + " (expected: a file that can be written; " + SystemWords.of(failure) + ")",
                    failure);
        }
    }

    /** The line for the person whose results could not be written. */
    public static String unwritable(Path folder, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("out: ") ? message : "out: " + folder + ": " + SystemWords.of(failure);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }
}
