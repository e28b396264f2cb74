package io.oneport.server.broker;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * Limits of topics: how much history is kept, and how long publications may wait.
 *
 * @param historyMessages messages of a topic
 * @param historyBytes bytes of a topic, counted as {@link Message#cost}
 * @param historyAge how long a message is kept, and a topic that nobody uses
 * @param historyTotalBytes bytes of all topics together
 * @param maxTopics topics
 * @param publishBacklogBytes bytes of a topic's messages that wait to be handed to its readers' sockets, counted as
 *     {@link Message#cost}; over it, publishers wait
 * @param publishWait how long a publisher waits; then the publication is refused
 * @param publishPendingTotalBytes bytes of all publications that wait; over it, further ones are refused at once
 */
public record TopicSettings(
        int historyMessages,
        long historyBytes,
        Duration historyAge,
        long historyTotalBytes,
        int maxTopics,
        long publishBacklogBytes,
        Duration publishWait,
        long publishPendingTotalBytes) {
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
        requireBytes("publish-backlog", publishBacklogBytes);
        Setting.require(
                publishWait.toMillis() >= 1 && publishWait.compareTo(Duration.ofHours(1)) <= 0,
                "publish-wait",
                Units.text(publishWait),
                "1ms to 1h");
        requireBytes("publish-pending-total", publishPendingTotalBytes);
    }

    private static void requireBytes(String name, long bytes) {
        Setting.require(bytes >= 1024, name, Units.sizeText(bytes), "1KiB or more");
    }
}
