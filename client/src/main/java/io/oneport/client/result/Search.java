package io.oneport.client.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the highest rate that meets the thresholds was found.
 *
 * @param bestRate messages a second that were answered at the best rate; 0 if no rate met them
 * @param sentence the finding in words
 */
public record Search(double bestRate, String sentence, List<Trial> trials) {
    /**
     * One rate that was tried.
     *
     * @param rate messages a second, as asked for
     * @param achieved messages a second, as completed
     * @param why what failed, or {@code null} if nothing did
     */
    public record Trial(
            double rate,
            double achieved,
            boolean passed,
            @Nullable String why,
            long p50Nanos,
            long p99Nanos) {}
}
