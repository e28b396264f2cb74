package io.oneport.server.topic;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * How much is kept.
 *
 * @param historyMessages messages of a topic
 * @param historyBytes bytes of a topic, counted as {@link Message#cost}
 * @param historyAge how long a message is kept, and a topic that nobody uses
 * @param historyTotalBytes bytes of all topics together
 * @param maxTopics topics
 */
public record TopicSettings(
        int historyMessages, long historyBytes, Duration historyAge, long historyTotalBytes, int maxTopics) {
    private static final int MOST_TOPICS = 100_000_000;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public TopicSettings {
        Setting.require(
                historyMessages >= 0 && historyMessages <= 1_000_000,
                "history-messages",
                historyMessages,
                "0 to 1000000");
        Setting.require(
                !historyAge.isNegative() && !historyAge.isZero() && historyAge.compareTo(Duration.ofDays(7)) <= 0,
                "history-age",
                Units.text(historyAge),
                "1ms to 168h");
        Setting.require(maxTopics >= 1 && maxTopics <= MOST_TOPICS, "max-topics", maxTopics, "1 to " + MOST_TOPICS);
    }
}
