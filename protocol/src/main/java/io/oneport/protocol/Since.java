package io.oneport.protocol;

import java.time.Duration;

/** Where in a topic a reader begins. */
public sealed interface Since {
    /** With the next message that is published. */
    record Now() implements Since {}

    /** With the oldest message that is held. */
    record All() implements Since {}

    /** With the oldest message that is no older than this. */
    record Age(Duration age) implements Since {}

    /** With the message behind this one. */
    record After(MessageId id) implements Since {}

    /**
     * Reads one.
     *
     * @param text {@code all}, a duration such as {@code 10m}, or an id
     * @throws IllegalArgumentException if it is anything else; the message says what was expected
     */
    static Since parse(String text) {
        if (text.equals("all")) {
            return new All();
        }
        try {
            return text.indexOf('.') >= 0 ? new After(MessageId.parse(text)) : new Age(Units.duration(text));
        } catch (IllegalArgumentException e) {
            throw Setting.refused("since", text, "all, a duration such as 10m, or " + MessageId.FORM);
        }
    }

    /** As {@link #parse} reads it; empty for {@link Now}. */
    default String text() {
        if (this instanceof All) {
            return "all";
        } else if (this instanceof Age age) {
            return Units.text(age.age());
        } else if (this instanceof After after) {
            return after.id().toString();
        }
        return "";
    }
}
