package io.oneport.server.session;

import io.oneport.protocol.Excerpt;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import java.util.ArrayList;
import java.util.List;

/**
 * What the reader of an event stream saw last. To a browser it is any text (WHATWG HTML, section 9.2), maybe of another
 * server that was at this URL before, and an EventSource that is refused never tries again: what is no position of this
 * stream is one that is not known here, and leads to a reset.
 *
 * @param since where to begin in each topic
 * @param asked what was given for each topic, to be named in a reset
 */
public record LastEventId(List<Since> since, List<String> asked) {
    private static final int MAX_ASKED_CHARS = 128;

    /**
     * Reads the value of Last-Event-ID.
     *
     * @param text any text; if it has not one part for each topic, all of it stands for each
     * @param topics how many topics the stream has
     */
    public static LastEventId parse(String text, int topics) {
        String[] parts = text.split(",", -1);
        List<Since> since = new ArrayList<>(topics);
        List<String> asked = new ArrayList<>(topics);
        for (int i = 0; i < topics; i++) {
            String part = parts.length == topics ? parts[i] : text;
            since.add(new Since.After(id(part)));
            asked.add(Excerpt.of(part, MAX_ASKED_CHARS));
        }
        return new LastEventId(since, asked);
    }

    private static MessageId id(String part) {
        try {
            return MessageId.parse(part);
        } catch (IllegalArgumentException e) {
            return MessageId.UNKNOWN;
        }
    }
}
