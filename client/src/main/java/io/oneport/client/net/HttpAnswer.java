package io.oneport.client.net;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * One answer, read whole.
 *
 * @param status such as 200
 * @param reason the reason phrase, maybe empty
 * @param headers its fields, names without regard to case
 * @param body its bytes, at most {@link Limits#maxMessageBytes()}; not a copy, so leave it as it is
 */
public record HttpAnswer(int status, String reason, HttpHeaders headers, byte[] body) {
    private static final int EXCERPT_CHARS = 200;

    /** The status line's end, such as {@code 404 Not Found}. */
    public String statusLine() {
        return reason.isEmpty() ? String.valueOf(status) : status + " " + reason;
    }

    /** The beginning of the body as one line of text for people; empty if there is none. */
    public String excerpt() {
        int length = Math.min(body.length, EXCERPT_CHARS);
        String text = new String(body, 0, length, StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return body.length > length ? text + "…" : text;
    }
}
