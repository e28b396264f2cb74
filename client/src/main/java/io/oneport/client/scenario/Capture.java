package io.oneport.client.scenario;

import org.jspecify.annotations.Nullable;

/**
 * A part of an answer that becomes a variable. Immutable: any thread.
 *
 * @param variable its name
 * @param match where it is in a body or a message, or {@code null}
 * @param header the field of the response that it is, or {@code null}
 */
public record Capture(
        String variable,
        @Nullable AnswerMatch match,
        @Nullable String header) {
    /** Where it is, in words. */
    public String source() {
        return match != null ? match.source() : "the header field " + header;
    }
}
