package io.oneport.server.session;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a path below {@code /t/} names.
 *
 * @param topics the topics, in the order of the path, each once
 * @param suffix what follows them, such as {@code sse}, or the empty string
 */
public record TopicTarget(List<TopicName> topics, String suffix) {
    private static final String PREFIX = "/t/";

    /**
     * Reads a path. What stands between its slashes and commas is percent-decoded, once: {@code room%3A7} is
     * {@code room:7} (RFC 3986, section 2.4). An encoded comma separates nothing.
     *
     * @param path {@code /t/a} or {@code /t/a,b}, maybe with a suffix such as {@code /sse}; as it was sent
     * @param maxTopics the most topics that it may name
     * @throws IllegalArgumentException if it names no topics; the message says what was expected
     */
    public static TopicTarget parse(String path, int maxTopics) {
        String rest = path.substring(PREFIX.length());
        int slash = rest.indexOf('/');
        String suffix = slash < 0 ? "" : suffix(rest.substring(slash + 1));
        List<TopicName> topics = new ArrayList<>();
        for (String name : (slash < 0 ? rest : rest.substring(0, slash)).split(",", -1)) {
            TopicName topic = new TopicName(decoded(name));
            Setting.require(!topics.contains(topic), "topic", topic, "each topic once");
            topics.add(topic);
            Setting.require(
                    topics.size() <= maxTopics, "topics", "more", maxTopics + " at most (max-topics-per-socket)");
        }
        return new TopicTarget(List.copyOf(topics), suffix);
    }

    /**
     * The topic that one segment of a path names, percent-decoded.
     *
     * @throws IllegalArgumentException if it names none; the message says what was expected
     */
    public static TopicName topic(String segment) {
        return new TopicName(decoded(segment));
    }

    private static String suffix(String raw) {
        // Else a proxy's rule for the exact path would not apply to the same topic.
        Setting.require(!raw.isEmpty(), "path", "a slash at the end", "a suffix after it, or no slash");
        List<String> segments = new ArrayList<>(1);
        for (String segment : raw.split("/", -1)) {
            String decoded = decoded(segment);
            Setting.require(!decoded.equals(".") && !decoded.equals(".."), "path", raw, "no dot segments");
            segments.add(decoded);
        }
        return String.join("/", segments);
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            int c = segment.charAt(i);
            if (c == '%') {
                int high = i + 2 < segment.length() ? digit(segment.charAt(i + 1)) : -1;
                int low = i + 2 < segment.length() ? digit(segment.charAt(i + 2)) : -1;
                Setting.require(high >= 0 && low >= 0, "path", segment, "two hexadecimal digits after each %");
                c = high << 4 | low;
                Setting.require(
                        c != '/' && c >= ' ' && c != 0x7f, "path", segment, "no encoded / or control character");
                i += 2;
            }
            bytes.write(c);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Setting.refused("path", segment, "percent-encoded UTF-8");
        }
    }

    /** The value of an ASCII hexadecimal digit, or -1. */
    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /**
     * Reads where to begin in each of the topics.
     *
     * @param since a value for all of them, a position with one id for each, or null for {@code otherwise}
     * @throws IllegalArgumentException if it is anything else; the message says what was expected
     */
    public List<Since> since(@Nullable String since, Since otherwise) {
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
