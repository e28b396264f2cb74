package io.oneport.server.log.access;

import static io.oneport.server.log.access.LineBuffer.ascii;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a line of the access log looks like. Stateless: any thread. */
public enum AccessFormat {
    /** The Common Log Format. */
    COMMON(ClfTime.FORMAT) {
        @Override
        void write(AccessEntry entry, LineTime time, LineBuffer line) {
            common(entry, time, line);
        }
    },
    /** The same, then the fields Referer and User-Agent: the format of Apache and nginx that most tools read. */
    COMBINED(ClfTime.FORMAT) {
        @Override
        void write(AccessEntry entry, LineTime time, LineBuffer line) {
            common(entry, time, line);
            bytes(entry.referer(), line.append(' ').append('"')).append(BETWEEN_QUOTED);
            bytes(entry.userAgent(), line).append('"');
        }
    },
    /** One JSON object a line, with all that is known. */
    JSON(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC)) {
        @Override
        void write(AccessEntry entry, LineTime time, LineBuffer line) {
            json(entry, time, line);
        }
    };

    /** A holder, as constants of an enum can't use its static fields. */
    private static final class ClfTime {
        static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                .withZone(ZoneId.systemDefault());

        private ClfTime() {}
    }

    private static final byte[] BEFORE_USER = ascii(" - ");
    private static final byte[] BEFORE_TIME = ascii(" [");
    private static final byte[] BEFORE_REQUEST = ascii("] \"");
    private static final byte[] AFTER_REQUEST = ascii("\" ");
    private static final byte[] BETWEEN_QUOTED = ascii("\" \"");

    private static final byte[] JSON_TIME = ascii("{\"time\":\"");
    private static final byte[] JSON_REQUEST_ID = ascii("Z\",\"request_id\":\"");
    private static final byte[] JSON_SOCKET = ascii("\",\"socket\":");
    private static final byte[] JSON_CLIENT = ascii(",\"client\":\"");
    private static final byte[] JSON_USER = ascii("\",\"user\":\"");
    private static final byte[] JSON_METHOD = ascii("\",\"method\":\"");
    private static final byte[] JSON_TARGET = ascii("\",\"target\":\"");
    private static final byte[] JSON_VERSION = ascii("\",\"version\":\"");
    private static final byte[] JSON_STATUS = ascii("\",\"status\":");
    private static final byte[] JSON_BYTES = ascii(",\"bytes\":");
    private static final byte[] JSON_DURATION = ascii(",\"duration_ms\":");
    private static final byte[] JSON_REFERER = ascii(",\"referer\":\"");
    private static final byte[] JSON_USER_AGENT = ascii(",\"user_agent\":\"");
    private static final byte[] JSON_ENDED = ascii(",\"ended\":\"");

    private static final int THOUSAND = 1_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private final DateTimeFormatter time;

    AccessFormat(DateTimeFormatter time) {
        this.time = time;
    }

    /** Appends the line of one request, but for its line feed. */
    abstract void write(AccessEntry entry, LineTime time, LineBuffer line);

    /** What writes the times of such lines. */
    LineTime time() {
        return new LineTime(time);
    }

    /** Whether lines have the fields Referer and User-Agent. */
    public boolean hasFields() {
        return this != COMMON;
    }

    /** Whether lines have the id of the request. */
    public boolean hasIds() {
        return this == JSON;
    }

    /** The name in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void common(AccessEntry entry, LineTime time, LineBuffer line) {
        address(entry.client(), line).append(BEFORE_USER);
        escaped(entry.user() == null ? null : entry.user().replace(' ', '_'), line)
                .append(BEFORE_TIME)
                .append(time.text(entry.beganMillis()))
                .append(BEFORE_REQUEST);
        escaped(entry.method(), line);
        if (entry.method() != null) {
            escaped(entry.target(), line.append(' '));
            escaped(entry.version(), line.append(' '));
        }
        line.append(AFTER_REQUEST).append(entry.status()).append(' ');
        if (entry.bodyBytes() == 0) {
            line.append('-');
        } else {
            line.append(entry.bodyBytes());
        }
    }

    private static void json(AccessEntry entry, LineTime time, LineBuffer line) {
        line.append(JSON_TIME)
                .append(time.text(entry.beganMillis()))
                .append('.')
                .appendThree((int) Math.floorMod(entry.beganMillis(), (long) THOUSAND))
                .append(JSON_REQUEST_ID)
                .appendJson(entry.requestId());
        if (entry.requestNumber() >= 0) {
            line.append('-').append(entry.socket()).append('-').append(entry.requestNumber());
        }
        line.append(JSON_SOCKET).append(entry.socket()).append(JSON_CLIENT);
        address(entry.client(), line);
        optional(JSON_USER, entry.user(), line);
        optional(JSON_METHOD, entry.method(), line);
        optional(JSON_TARGET, entry.target(), line);
        optional(JSON_VERSION, entry.version(), line);
        line.append(JSON_STATUS).append(entry.status()).append(JSON_BYTES).append(entry.bodyBytes());
        milliseconds(entry.nanos() / NANOS_PER_MICRO, line.append(JSON_DURATION));
        last(JSON_REFERER, utf8(entry.referer()), line);
        last(JSON_USER_AGENT, utf8(entry.userAgent()), line);
        last(JSON_ENDED, entry.ended(), line);
        line.append('}');
    }

    /** A member whose string the next one closes. */
    private static void optional(byte[] name, @Nullable String value, LineBuffer line) {
        if (value != null) {
            line.append(name).appendJson(value);
        }
    }

    /** A member that closes its own string. */
    private static void last(byte[] name, @Nullable String value, LineBuffer line) {
        if (value != null) {
            line.append(name).appendJson(value).append('"');
        }
    }

    /** Milliseconds with what is left of three decimal places without zeros at the end; one stays. */
    private static void milliseconds(long micros, LineBuffer line) {
        int fraction = (int) (micros % THOUSAND);
        line.append(micros / THOUSAND).append('.').append((char) ('0' + fraction / 100));
        if (fraction % 100 != 0) {
            line.append((char) ('0' + fraction / 10 % 10));
        }
        if (fraction % 10 != 0) {
            line.append((char) ('0' + fraction % 10));
        }
    }

    private static LineBuffer address(@Nullable InetSocketAddress client, LineBuffer line) {
        if (client == null || client.getAddress() == null) {
            return line.append('-');
        }
        byte[] address = client.getAddress().getAddress();
        if (address.length != 4) {
            return line.appendEscaped(client.getAddress().getHostAddress());
        }
        line.append(address[0] & 0xff);
        for (int i = 1; i < address.length; i++) {
            line.append('.').append(address[i] & 0xff);
        }
        return line;
    }

    /** A field as it was sent, whatever its bytes mean. */
    private static LineBuffer bytes(@Nullable String field, LineBuffer line) {
        return field == null ? line.append('-') : line.appendEscaped(field, StandardCharsets.ISO_8859_1);
    }

    /** A field as text, for JSON has no other: its bytes are most likely UTF-8, and U+FFFD stands for those that are not. */
    private static @Nullable String utf8(@Nullable String field) {
        for (int i = 0; field != null && i < field.length(); i++) { // no stream: every line comes here
            if (field.charAt(i) > 0x7f) {
                return new String(field.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return field;
    }

    private static LineBuffer escaped(@Nullable String text, LineBuffer line) {
        return text == null ? line.append('-') : line.appendEscaped(text);
    }
}
