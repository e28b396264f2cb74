package io.oneport.server.session;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.ArrayList;
import java.util.List;

/**
 * What a path below {@code /t/} names.
 *
 * @param topics the topics, in the order of the path, each once
 * @param suffix what stands behind them, such as {@code sse}, or the empty string
 */
public record TopicTarget(List<TopicName> topics, String suffix) {
    private static final String PREFIX = "/t/";

    /** Whether a path is below {@code /t/}. */
    public static boolean covers(String path) {
        return path.startsWith(PREFIX);
    }

    /**
     * Reads a path.
     *
     * @param path {@code /t/a} or {@code /t/a,b}, maybe with a suffix such as {@code /sse}
     * @param maxTopics the most topics that it may name
     * @throws IllegalArgumentException if it names no topics; the message says what was expected
     */
    public static TopicTarget parse(String path, int maxTopics) {
        String rest = path.substring(PREFIX.length());
        int slash = rest.indexOf('/');
        String suffix = slash < 0 ? "" : rest.substring(slash + 1);
        List<TopicName> topics = new ArrayList<>();
        for (String name : (slash < 0 ? rest : rest.substring(0, slash)).split(",", -1)) {
            TopicName topic = new TopicName(name);
            Setting.require(!topics.contains(topic), "topic", name, "each topic once");
            topics.add(topic);
            Setting.require(
                    topics.size() <= maxTopics, "topics", "more", maxTopics + " at most (max-topics-per-socket)");
        }
        return new TopicTarget(List.copyOf(topics), suffix);
    }

    /**
     * Reads where to begin in each of the topics.
     *
     * @param since a value for all of them, a position with one id for each, or null for {@code otherwise}
     * @throws IllegalArgumentException if it is anything else; the message says what was expected
     */
    public List<Since> since(String since, Since otherwise) {
        if (since == null) {
            return topics.stream().map(topic -> otherwise).toList();
        }
        String[] parts = since.split(",", -1);
        if (parts.length == 1 && !(Since.parse(since) instanceof Since.After && topics.size() > 1)) {
            Since all = Since.parse(since);
            return topics.stream().map(topic -> all).toList();
        }
        Setting.require(
                parts.length == topics.size(), "since", since, "one id for each of " + topics.size() + " topics");
        List<Since> each = new ArrayList<>();
        for (String part : parts) {
            each.add(Since.parse(part));
        }
        return each;
    }
}
