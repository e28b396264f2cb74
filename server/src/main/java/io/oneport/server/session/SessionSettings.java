package io.oneport.server.session;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * Limits of readers and publishers.
 *
 * @param outboundLimitBytes bytes that may wait for one reader, counted as its frames and references to them
 * @param slowReaderGrace how long more may wait before the reader counts as slow
 * @param slowReaders what is done about a slow reader
 * @param maxTopics topics on one socket
 * @param maxMessageBytes the longest message
 * @param answersTotalBytes bytes of history that all answers may hold together for peers that have not taken them yet
 */
public record SessionSettings(
        int outboundLimitBytes,
        Duration slowReaderGrace,
        SlowReaders slowReaders,
        int maxTopics,
        int maxMessageBytes,
        long answersTotalBytes) {
    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public SessionSettings {
        Setting.require(
                outboundLimitBytes >= 1024, "outbound-limit", Units.sizeText(outboundLimitBytes), "1KiB to 1GiB");
        Setting.require(
                !slowReaderGrace.isNegative() && slowReaderGrace.compareTo(Duration.ofHours(1)) <= 0,
                "slow-reader-grace",
                Units.text(slowReaderGrace),
                "0s to 1h");
        Setting.require(
                answersTotalBytes >= 1 << 20, "answers-total", Units.sizeText(answersTotalBytes), "1MiB or more");
        Setting.require(maxTopics >= 1 && maxTopics <= 10_000, "max-topics-per-socket", maxTopics, "1 to 10000");
    }
}
