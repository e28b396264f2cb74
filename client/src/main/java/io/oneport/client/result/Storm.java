package io.oneport.client.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What reconnect storms found. */
public record Storm(List<Round> rounds) {
    /**
     * One cut.
     *
     * @param how {@code fin} or {@code rst}
     * @param atSeconds when, in seconds since the run began
     * @param cut how many sockets were cut
     * @param recovered how many of them were back: upgraded, and answered once
     * @param half nanoseconds until half of them were back; {@code null} if that many never were
     * @param most until 99 % were, and {@code all} until all were
     * @param recoveredAfterNanos when each of them was back, sorted; thinned out evenly to at most 1,000
     */
    public record Round(
            String how,
            double atSeconds,
            long cut,
            long recovered,
            @Nullable Long half,
            @Nullable Long most,
            @Nullable Long all,
            List<Long> recoveredAfterNanos) {}
}
