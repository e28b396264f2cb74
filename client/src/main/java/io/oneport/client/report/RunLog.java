package io.oneport.client.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * {@code run.hlog}: the histogram of each interval and metric, in HdrHistogram's log format, the metric as its tag.
 * Each interval is in the file once the call returns, so that a run that is killed leaves its log. For one thread.
 */
public final class RunLog implements AutoCloseable {
    /** The log's column of maxima is in milliseconds; its histograms are in nanoseconds. */
    private static final double NANOS_PER_MILLI = 1e6;

    private final Path file;
    private final PrintStream out;
    private final HistogramLogWriter log;

    /**
     * Creates the file, or truncates it.
     *
     * @param program name and version
     * @param target where the load goes, as a URL
     * @param started what the intervals count from
     * @throws IOException if it can't be written
     */
    public RunLog(Path file, String program, String target, Instant started) throws IOException {
        this.file = file;
        out = new PrintStream(new BufferedOutputStream(Files.newOutputStream(file)), false, StandardCharsets.UTF_8);
        log = new HistogramLogWriter(out);
        log.outputComment("[" + Figures.harmless(program + ", target " + target) + "]");
        log.outputLogFormatVersion();
        log.outputStartTime(started.toEpochMilli());
        log.outputLegend();
        check();
    }

    /**
     * Appends the histogram of one metric and interval.
     *
     * @param metric without commas or blanks
     * @param startSeconds when the interval began, in seconds since the run did, and {@code endSeconds} when it ended
     * @param times in nanoseconds; its tag is set
     * @throws IOException if it can't be written
     */
    public void interval(String metric, double startSeconds, double endSeconds, Histogram times) throws IOException {
        times.setTag(metric);
        log.outputIntervalHistogram(startSeconds, endSeconds, times, NANOS_PER_MILLI);
        check();
    }

    @Override
    public void close() throws IOException {
        check();
        log.close();
    }

    /** Flushes, too. */
    private void check() throws IOException {
        if (out.checkError()) {
            throw new IOException("out: " + file + " (expected: a file that can be written)");
        }
    }
}
