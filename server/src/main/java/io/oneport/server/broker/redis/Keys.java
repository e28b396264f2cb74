package io.oneport.server.broker.redis;

import io.oneport.protocol.TopicName;
import java.nio.charset.StandardCharsets;

/**
 * The names of keys and channels. Everything of a topic has the topic as its hash tag, so that it is on one process of a cluster,
 * and so is its channel.
 *
 * @param prefix begins all of them
 */
record Keys(String prefix) {
    static final byte[] NONE = {};

    /** The channel on which a topic's messages are said. */
    String channel(TopicName topic) {
        return prefix + '{' + topic.text() + '}';
    }

    /**
     * The keys of a call about a topic.
     *
     * @param cluster whether a call may touch one slot only
     */
    String[] ofTopic(TopicName topic, boolean cluster) {
        String tagged = channel(topic);
        return cluster
                ? new String[] {tagged + 'm', tagged + 's', tagged + 'c', tagged + 'k', tagged + 'x', tagged + 'r'}
                : new String[] {
                    tagged + 'm',
                    tagged + 's',
                    tagged + 'c',
                    tagged + 'k',
                    tagged + 'x',
                    tagged + 'r',
                    engine(),
                    prefix + "topics"
                };
    }

    String engine() {
        return prefix + "engine";
    }

    /** Which servers are there: a hash. */
    String nodes() {
        return prefix + "nodes";
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }
}
