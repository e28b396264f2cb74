package io.oneport.client.net;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One header field that a user adds to each request (RFC 9110, section 5).
 *
 * @param name a token
 * @param value one character for each byte, without control characters and without white space at its ends
 */
public record Header(String name, String value) {
    public static final String FORM = "'Name: value', and not one that the handshake sets itself";

    private static final Pattern LINE = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*?)[ \t]*", Pattern.DOTALL);

    /**
     * Reads {@code Name: value}.
     *
     * @throws IllegalArgumentException if it is anything else, or names a field that the handshake or the framing of a
     *     message depends on; the message is {@link #FORM}
     */
    public static Header parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || isOurs(matcher.group(1).toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(FORM);
        }
        return ofText(matcher.group(1), matcher.group(2));
    }

    /**
     * A field whose value is text: its bytes are UTF-8, as they are with other clients. HTTP itself leaves open what bytes
     * above ASCII mean (RFC 9110, section 5.5).
     *
     * @param value without control characters
     */
    public static Header ofText(String name, String value) {
        return new Header(name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** Adds fields to a request. Host replaces what is there, since a request has exactly one (RFC 9112, section 3.2). */
    public static void addAll(HttpHeaders fields, List<Header> headers) {
        for (Header header : headers) {
            if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(header.name())) {
                fields.set(header.name(), header.value());
            } else {
                fields.add(header.name(), header.value());
            }
        }
    }

    private static boolean isOurs(String name) {
        return switch (name) {
            case "upgrade", "connection", "content-length", "transfer-encoding" -> true;
            default -> name.startsWith("sec-websocket-");
        };
    }
}
