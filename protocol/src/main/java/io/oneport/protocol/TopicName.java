package io.oneport.protocol;

/**
 * The name of a topic.
 *
 * @param text 1 to {@value #MAX_LENGTH} characters of {@code A-Z a-z 0-9 . _ ~ - :}, neither {@code .} nor {@code ..}
 */
public record TopicName(String text) implements Comparable<TopicName> {
    public static final int MAX_LENGTH = 128;

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected
     */
    public TopicName {
        boolean known = text.chars().allMatch(TopicName::isAllowed);
        // The last two would be folded away by whoever normalises a URL.
        Setting.require(
                known && !text.isEmpty() && text.length() <= MAX_LENGTH && !text.equals(".") && !text.equals(".."),
                "topic",
                text,
                "1 to " + MAX_LENGTH + " characters of A-Z a-z 0-9 . _ ~ - : and neither . nor ..");
    }

    private static boolean isAllowed(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._~-:".indexOf(c) >= 0;
    }

    @Override
    public int compareTo(TopicName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
