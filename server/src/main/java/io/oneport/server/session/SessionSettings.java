package io.oneport.server.session;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;

/**
 * What readers and publishers are held to.
 *
 * @param outboundLimitBytes what may wait for one reader, counted as {@link io.oneport.server.topic.Message#cost}
 * @param slowReaders what is done beyond that
 * @param maxTopics topics on one socket
 * @param maxMessageBytes the longest message
 */
public record SessionSettings(int outboundLimitBytes, SlowReaders slowReaders, int maxTopics, int maxMessageBytes) {
    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public SessionSettings {
        Setting.require(
                outboundLimitBytes >= 1024, "outbound-limit", Units.sizeText(outboundLimitBytes), "1KiB to 1GiB");
        Setting.require(maxTopics >= 1 && maxTopics <= 10_000, "max-topics-per-socket", maxTopics, "1 to 10000");
    }
}
