package io.oneport.server.log.access;

import io.oneport.protocol.json.JsonWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a line of the access log looks like. Stateless: any thread. */
public enum AccessFormat {
    /** The Common Log Format. */
    COMMON {
        @Override
        byte[] line(AccessEntry entry) {
            return bytes(common(entry));
        }
    },
    /** The same, then the fields Referer and User-Agent: the format of Apache and nginx that most tools read. */
    COMBINED {
        @Override
        byte[] line(AccessEntry entry) {
            return bytes(common(entry)
                    .append(" \"")
                    .append(escaped(entry.referer()))
                    .append("\" \"")
                    .append(escaped(entry.userAgent()))
                    .append('"'));
        }
    },
    /** One JSON object a line, with all that is known. */
    JSON {
        @Override
        byte[] line(AccessEntry entry) {
            return json(entry);
        }
    };

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final double MICROS_A_MILLISECOND = 1e3;

    /** The line of one request, with its line feed. */
    abstract byte[] line(AccessEntry entry);

    /** The name in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static StringBuilder common(AccessEntry entry) {
        StringBuilder line = new StringBuilder(200)
                .append(address(entry.client()))
                .append(" - ")
                .append(entry.user() == null ? "-" : escaped(entry.user()).replace(' ', '_'))
                .append(" [")
                .append(TIME.format(Instant.ofEpochMilli(entry.beganMillis())))
                .append("] \"");
        if (entry.method() == null) {
            line.append('-');
        } else {
            line.append(escaped(entry.method()))
                    .append(' ')
                    .append(escaped(entry.target()))
                    .append(' ')
                    .append(escaped(entry.version()));
        }
        line.append("\" ").append(entry.status()).append(' ');
        return entry.bodyBytes() == 0 ? line.append('-') : line.append(entry.bodyBytes());
    }

    private static byte[] json(AccessEntry entry) {
        return JsonWriter.line(json -> {
            json.writeStartObject();
            json.writeStringProperty(
                    "time", Instant.ofEpochMilli(entry.beganMillis()).toString());
            json.writeStringProperty("request_id", entry.requestId());
            json.writeNumberProperty("socket", entry.socket());
            json.writeStringProperty("client", address(entry.client()));
            JsonWriter.optional(json, "user", entry.user());
            JsonWriter.optional(json, "method", entry.method());
            JsonWriter.optional(json, "target", entry.target());
            JsonWriter.optional(json, "version", entry.version());
            json.writeNumberProperty("status", entry.status());
            json.writeNumberProperty("bytes", entry.bodyBytes());
            json.writeNumberProperty("duration_ms", entry.nanos() / 1_000 / MICROS_A_MILLISECOND);
            JsonWriter.optional(json, "referer", entry.referer());
            JsonWriter.optional(json, "user_agent", entry.userAgent());
            JsonWriter.optional(json, "ended", entry.ended());
            json.writeEndObject();
        });
    }

    private static String address(@Nullable InetSocketAddress client) {
        return client == null || client.getAddress() == null
                ? "-"
                : client.getAddress().getHostAddress();
    }

    /** Quotes, backslashes and what is no printable ASCII as {@code \xHH}, so that no peer can forge a line. */
    private static String escaped(@Nullable String text) {
        if (text == null) {
            return "-";
        }
        StringBuilder out = null;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            boolean plain = b >= ' ' && b < 0x7f && b != '"' && b != '\\';
            if (!plain && out == null) {
                out = new StringBuilder(bytes.length + 16).append(new String(bytes, 0, i, StandardCharsets.US_ASCII));
            }
            if (out != null) {
                if (plain) {
                    out.append((char) b);
                } else {
                    out.append(String.format(Locale.ROOT, "\\x%02X", b & 0xff));
                }
            }
        }
        return out == null ? text : out.toString();
    }

    private static byte[] bytes(StringBuilder line) {
        return line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
