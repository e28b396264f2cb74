package io.oneport.server.api;

import io.oneport.protocol.Setting;
import io.oneport.protocol.TopicName;
import java.util.List;

/**
 * Names of topics that a right is for. A pattern is the name of one topic; or a beginning and {@code *}, for every topic
 * whose name begins so ({@code a.*} is for {@code a.b}, {@code a.b.c} and {@code a.}, and not for {@code a}); or {@code *}
 * alone, for every topic. Immutable: any thread.
 */
public final class TopicPatterns {
    /** More would make each check slow. */
    public static final int MAX_PATTERNS = 100;

    /** What a short text takes beside its characters. */
    static final int STRING_BYTES = 60;

    /** For no topic. */
    public static final TopicPatterns NONE = new TopicPatterns(List.of());

    /** For every topic. */
    public static final TopicPatterns ALL = new TopicPatterns(List.of("*"));

    private final List<String> patterns;

    private TopicPatterns(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /**
     * Reads patterns.
     *
     * @param name what they are called in the error
     * @throws IllegalArgumentException if one is no pattern, or there are more than {@value #MAX_PATTERNS}
     */
    public static TopicPatterns of(String name, List<String> patterns) {
        Setting.require(
                patterns.size() <= MAX_PATTERNS, name, patterns.size() + " patterns", MAX_PATTERNS + " at most");
        for (String pattern : patterns) {
            Setting.require(isPattern(pattern), name, pattern, "a topic name, a beginning of one and *, or *");
        }
        return new TopicPatterns(patterns);
    }

    private static boolean isPattern(String pattern) {
        if (pattern.equals("*")) {
            return true;
        }
        boolean prefix = pattern.endsWith("*");
        try {
            // A beginning that is no name itself, such as a single dot, is one once something follows.
            new TopicName(prefix ? pattern.substring(0, pattern.length() - 1) + "x" : pattern);
            return true;
        } catch (IllegalArgumentException noName) {
            return false;
        }
    }

    /** Whether they are for this topic. */
    public boolean match(TopicName topic) {
        String name = topic.text();
        for (String pattern : patterns) {
            int last = pattern.length() - 1;
            if (pattern.charAt(last) == '*' ? name.regionMatches(0, pattern, 0, last) : name.equals(pattern)) {
                return true;
            }
        }
        return false;
    }

    /** About how much memory they take. */
    long bytes() {
        long bytes = STRING_BYTES;
        for (String pattern : patterns) {
            bytes += STRING_BYTES + pattern.length();
        }
        return bytes;
    }

    /** Whether they are for no topic at all. */
    public boolean isNone() {
        return patterns.isEmpty();
    }

    @Override
    public String toString() {
        return String.join(",", patterns);
    }
}
