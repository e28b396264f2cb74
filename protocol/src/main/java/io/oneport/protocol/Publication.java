package io.oneport.protocol;

import java.time.Duration;

/**
 * What somebody wants to have published.
 *
 * @param topic where
 * @param payload what
 * @param contentType its media type, or null
 * @param event the event name for event streams, or null
 * @param ttl how long history may keep it, or null for as long as history keeps anything
 * @param key an idempotency key, or null
 */
public record Publication(
        TopicName topic, Payload payload, String contentType, String event, Duration ttl, String key) {
    public static final int MAX_CONTENT_TYPE = 200;
    public static final int MAX_EVENT = 64;
    public static final int MAX_KEY = 255;

    /**
     * Checks what has a form.
     *
     * @throws IllegalArgumentException if something is too long or has a control character; the message names it
     */
    public Publication {
        requireLine("content type", contentType, MAX_CONTENT_TYPE);
        requireLine("event", event, MAX_EVENT);
        requireLine("key", key, MAX_KEY);
    }

    private static void requireLine(String name, String value, int most) {
        boolean valid = value == null
                || !value.isEmpty() && value.length() <= most && value.chars().noneMatch(c -> c < ' ' || c == 0x7f);
        if (!valid) { // so that nobody who publishes pays for the sentence
            throw new IllegalArgumentException(
                    Setting.refusal(name, value, "1 to " + most + " characters, no control characters"));
        }
    }

    /**
     * Reads a time to live: seconds (RFC 8030, section 5.2) or a duration with its unit.
     *
     * @throws IllegalArgumentException if the text is neither; the message says what was expected
     */
    public static Duration ttl(String text) {
        try {
            return text.matches("\\d{1,12}") ? Duration.ofSeconds(Long.parseLong(text)) : Units.duration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    Setting.refusal("ttl", text, "seconds, or a duration with its unit such as 10m"));
        }
    }
}
