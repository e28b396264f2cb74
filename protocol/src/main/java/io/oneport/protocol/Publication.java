package io.oneport.protocol;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to have published.
 *
 * @param topic where
 * @param payload what
 * @param contentType its media type, or null
 * @param event the event name for event streams, or null; none that the server or an EventSource uses itself
 * @param ttl how long history may keep it, {@link #MAX_TTL} at most, or null for as long as history keeps anything
 * @param key an idempotency key, or null
 */
public record Publication(
        TopicName topic,
        Payload payload,
        @Nullable String contentType,
        @Nullable String event,
        @Nullable Duration ttl,
        @Nullable String key) {
    public static final int MAX_CONTENT_TYPE = 200;
    public static final int MAX_EVENT = 64;
    public static final int MAX_KEY = 255;

    /** The longest time to live; a longer one counts as this one, which no history reaches either. */
    public static final Duration MAX_TTL = Duration.ofDays(36_500);

    /** More digits than {@link #MAX_TTL} has in any unit. */
    private static final Pattern LONG_TTL = Pattern.compile("0*[1-9][0-9]{13,}(ms|s|m|h)?");

    /** What begins the names of the server's own events. */
    private static final String OWN_EVENTS = "oneport-";

    /** What an EventSource fires itself (WHATWG HTML, section 9.2.2), so that its reader could not tell them apart. */
    private static final Set<String> EVENT_SOURCE_EVENTS = Set.of("open", "error");

    /**
     * Checks what has a form.
     *
     * @throws IllegalArgumentException if something is too long, has a control character, half of a surrogate pair or a
     *     space at an end, or is a reserved event name; the message says which
     */
    public Publication {
        requireLine("content type", contentType, MAX_CONTENT_TYPE);
        requireLine("event", event, MAX_EVENT);
        requireLine("key", key, MAX_KEY);
        if (event != null && (event.startsWith(OWN_EVENTS) || EVENT_SOURCE_EVENTS.contains(event))) {
            throw Setting.refused("event", event, "not oneport-…, open or error, which are reserved");
        }
        if (ttl != null && ttl.compareTo(MAX_TTL) > 0) {
            ttl = MAX_TTL;
        }
    }

    private static void requireLine(String name, @Nullable String value, int most) {
        boolean valid = value == null
                || !value.isEmpty()
                        && value.length() <= most
                        && value.charAt(0)
                                != ' ' // a header field can't say it: the same key would be another one there
                        && value.charAt(value.length() - 1) != ' '
                        && value.codePoints().allMatch(Publication::isText);
        if (!valid) { // so that nobody who publishes pays for the sentence
            throw Setting.refused(
                    name, value, "1 to " + most + " characters, no control characters, no space at either end");
        }
    }

    /** Neither a control character, nor a line break of Unicode, nor half of a surrogate pair, which UTF-8 can't say. */
    private static boolean isText(int c) {
        return !Character.isISOControl(c)
                && c != 0x2028
                && c != 0x2029
                && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }

    /**
     * Reads a time to live: seconds (RFC 8030, section 5.2) or a duration with its unit.
     *
     * @throws IllegalArgumentException if the text is neither; the message says what was expected
     */
    public static Duration ttl(String text) {
        try {
            if (LONG_TTL.matcher(text).matches()) {
                return MAX_TTL;
            }
            return text.matches("[0-9]+") ? Duration.ofSeconds(Long.parseLong(text)) : Units.duration(text);
        } catch (IllegalArgumentException e) {
            throw Setting.refused("ttl", text, "seconds, or a duration with its unit such as 10m");
        }
    }
}
