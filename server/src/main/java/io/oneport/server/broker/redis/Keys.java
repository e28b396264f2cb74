package io.oneport.server.broker.redis;

import io.oneport.protocol.TopicName;
import java.nio.charset.StandardCharsets;

/**
 * The names of keys and channels. Everything of a topic has the topic as its hash tag, so that it is on one process of a cluster,
 * and so is its channel. All names have the version of the functions, so that servers of two versions never read what the other
 * has stored.
 *
 * @param prefix begins all of them
 * @param database the database's number: channels are the same in all of them, and so are named by it
 */
record Keys(String prefix, int database) {
    /** Of what is stored and of the functions; their file has it in its name, too. */
    static final String VERSION = "3";

    /** The channel on which a topic's messages are said. The functions know it as a part of the topic's keys. */
    String channel(TopicName topic) {
        return begin() + '{' + topic.text() + '}';
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
                    global("topics")
                };
    }

    String engine() {
        return global("engine");
    }

    /** Which servers are there: a hash. */
    String nodes() {
        return global("nodes");
    }

    /** A channel of which nothing is wanted but that it can be subscribed to. */
    String tried() {
        return global("tried");
    }

    private String global(String name) {
        return begin() + ':' + name;
    }

    private String begin() {
        return database == 0 ? prefix + VERSION : prefix + VERSION + '/' + database;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] ascii(long number) {
        return ascii(Long.toString(number));
    }
}
