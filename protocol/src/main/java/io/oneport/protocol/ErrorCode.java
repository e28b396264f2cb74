package io.oneport.protocol;

import java.util.Locale;

/** What can be wrong with what a client asks for; docs/topics.md says when. */
public enum ErrorCode {
    BAD_JSON,
    BAD_COMMAND,
    BAD_TOPIC,
    BAD_SINCE,
    TOO_LARGE,
    TOO_MANY_TOPICS,
    ALREADY_SUBSCRIBED,
    NOT_SUBSCRIBED,
    /** The token gives no right to this topic. */
    FORBIDDEN,
    /** A token is needed, and there is none. */
    NO_TOKEN,
    /** The token is not good. */
    BAD_TOKEN,
    /** The token was good and is no longer: what went on in its name has ended. */
    TOKEN_EXPIRED,
    /** It can't be done now; the same may succeed later. */
    UNAVAILABLE;

    /** As it is written, such as {@code bad-json}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a code.
     *
     * @throws IllegalArgumentException if there is none with this text
     */
    public static ErrorCode parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
