package io.oneport.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/**
 * A log line for people: {@code 2026-11-29T19:00:52.392Z INFO  Drain: Stopped}. Logback's own layouts read such a form from a
 * pattern, and load a hundred classes to do so. Any thread.
 */
final class TextLayout extends LayoutBase<ILoggingEvent> {
    private final ZoneId zone;

    TextLayout(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        OffsetDateTime time = OffsetDateTime.ofInstant(Instant.ofEpochMilli(event.getTimeStamp()), zone);
        digits(line, time.getYear(), 4).append('-');
        digits(line, time.getMonthValue(), 2).append('-');
        digits(line, time.getDayOfMonth(), 2).append('T');
        digits(line, time.getHour(), 2).append(':');
        digits(line, time.getMinute(), 2).append(':');
        digits(line, time.getSecond(), 2).append('.');
        digits(line, time.getNano() / 1_000_000, 3).append(time.getOffset()).append(' ');
        String level = event.getLevel().levelStr;
        line.append(level).append(" ".repeat(Math.max(0, 5 - level.length()))).append(' ');
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(": ")
                .append(event.getFormattedMessage())
                .append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static StringBuilder digits(StringBuilder line, int number, int least) {
        String digits = Integer.toString(number);
        return line.append("0".repeat(Math.max(0, least - digits.length()))).append(digits);
    }
}
