package io.oneport.client.report;

import io.oneport.client.result.Latency;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** {@code *.hgrm}: percentile distributions in milliseconds, which HdrHistogram's own plotter reads. Stateless. */
public final class Percentiles {
    private static final double NANOS_PER_MILLI = 1e6;

    private Percentiles() {}

    /** The files' contents by name: {@code METRIC.hgrm}, and {@code METRIC.uncorrected.hgrm} where there is such. */
    public static Map<String, byte[]> files(List<Latency> latencies) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Latency latency : latencies) {
            // A metric's name becomes a file's: nothing in it may lead elsewhere.
            String name = latency.metric().replaceAll("[^A-Za-z0-9._-]", "_");
            files.put(name + ".hgrm", distribution(latency.corrected()));
            if (latency.uncorrected() != null) {
                files.put(name + ".uncorrected.hgrm", distribution(latency.uncorrected()));
            }
        }
        return files;
    }

    private static byte[] distribution(Histogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        // A histogram without values prints a mean of NaN.
        if (histogram.getTotalCount() == 0) {
            out.println("#[No values]");
        } else {
            histogram.outputPercentileDistribution(out, NANOS_PER_MILLI);
        }
        out.flush();
        return bytes.toByteArray();
    }
}
