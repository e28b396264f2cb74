package io.oneport.client.net;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

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

    /** Whether the server could or would not do what it was asked to (RFC 9110, sections 15.5 and 15.6). */
    public boolean isError() {
        return status >= 400;
    }

    /** The values of a header field, in their order. */
    public List<String> fields(String name) {
        return headers.getAll(name);
    }

    /** Status and reason, then what the server says about it: the detail of a problem (RFC 9457), or its body. */
    public String sentence() {
        String elsewhere = headers.get(HttpHeaderNames.LOCATION, "");
        if (status >= 300 && status < 400 && !elsewhere.isEmpty()) {
            return statusLine() + ", to " + oneLine(elsewhere);
        }
        String said = detail().orElse(excerpt());
        return statusLine() + (said.isEmpty() ? "" : ": " + said);
    }

    private Optional<String> detail() {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/problem+json")) {
            return Optional.empty();
        }
        try {
            String detail = JsonMapper.shared().readTree(body).path("detail").asString("");
            return detail.isEmpty() ? Optional.empty() : Optional.of(oneLine(detail));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    /** For how long the server asks not to be asked again (RFC 9110, section 10.2.3); empty if it does not say. */
    public Optional<Duration> retryAfter() {
        String value = headers.get(HttpHeaderNames.RETRY_AFTER, "");
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant when = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
            long wait = Duration.between(Instant.now(), when).toSeconds() + 1;
            return Optional.of(Duration.ofSeconds(Math.max(0, wait)));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    /** The beginning of the body as one line of text for people; empty if there is none. */
    public String excerpt() {
        int length = Math.min(body.length, EXCERPT_CHARS);
        String text = oneLine(new String(body, 0, length, StandardCharsets.UTF_8));
        return body.length > length ? text + "…" : text;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
