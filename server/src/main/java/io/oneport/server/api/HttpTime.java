package io.oneport.server.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/** Times as HTTP has them (RFC 9110, section 5.6.7). Stateless: any thread. */
public final class HttpTime {
    /** What {@link #seconds} gives for a text that is no time. */
    public static final long NONE = Long.MIN_VALUE;

    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    /** The present form, and the two that must still be read. */
    private static final List<DateTimeFormatter> READ = List.of(
            FORM,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    private HttpTime() {}

    /** A time as a field has it, from seconds since 1970; the JDK's own RFC 1123 format leaves the leading zero of the day out. */
    public static String text(long seconds) {
        return FORM.format(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
    }

    /** The seconds since 1970 that a text says; {@link #NONE} if it is no time. */
    public static long seconds(String text) {
        for (DateTimeFormatter form : READ) {
            try {
                return LocalDateTime.parse(text, form).toEpochSecond(ZoneOffset.UTC);
            } catch (DateTimeException other) {
                // maybe in the next form
            }
        }
        return NONE;
    }
}
