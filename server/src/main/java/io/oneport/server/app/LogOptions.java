package io.oneport.server.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.oneport.protocol.Setting;
import io.oneport.server.features.admin.LogLevelEndpoint;
import io.oneport.server.log.access.AccessFormat;
import io.oneport.server.log.access.AccessSettings;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** What the server logs, and in which form. */
final class LogOptions {
    private static final Logger log = LoggerFactory.getLogger(LogOptions.class);
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "Lines to log: error, warn, info or debug, each with those before it (${DEFAULT-VALUE}).")
    String level;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "Form of the lines on standard error: text, or json, an object a line (${DEFAULT-VALUE}).")
    String format;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            defaultValue = "",
            description =
                    "Log each request to this file, or to standard output (-). Off without it. SIGHUP opens the file"
                            + " again.")
    String accessLog;

    @Option(
            names = "--access-log-format",
            paramLabel = "FORMAT",
            defaultValue = "combined",
            description = "Form of the access log: common, combined or json (${DEFAULT-VALUE}).")
    String accessLogFormat;

    @Option(
            names = "--access-log-sample",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of requests answered with a status below 400, log one in N; of others, log all"
                    + " (${DEFAULT-VALUE}).")
    int accessLogSample;

    @Option(
            names = "--access-log-buffer",
            paramLabel = "SIZE",
            defaultValue = "4MiB",
            converter = SizeConverter.class,
            description = "Memory for lines that wait to be written; more are dropped, and counted in a warning"
                    + " (${DEFAULT-VALUE}).")
    int accessLogBuffer;

    /**
     * What the fields say of the access log, checked.
     *
     * @param tokenParameter the query parameter that may have a token; empty for none
     * @throws IllegalArgumentException if a value is bad; the message names it and says what was expected
     */
    AccessSettings toAccessSettings(String tokenParameter) {
        return new AccessSettings(
                accessLog,
                accessFormat(),
                accessLogSample,
                accessLogBuffer,
                tokenParameter.isEmpty() ? Set.of() : Set.of(tokenParameter));
    }

    private AccessFormat accessFormat() {
        for (AccessFormat format : AccessFormat.values()) {
            if (format.text().equals(accessLogFormat)) {
                return format;
            }
        }
        throw Setting.refused("access-log-format", accessLogFormat, "common, combined or json");
    }

    /**
     * Whether lines on standard error are JSON.
     *
     * @throws IllegalArgumentException if there is no such format
     */
    boolean json() {
        Setting.require(List.of("text", "json").contains(format), "log-format", format, "text or json");
        return format.equals("json");
    }

    /**
     * The level, checked.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    String toSettings() {
        check("log-level", level);
        return level;
    }

    private static void check(String name, String level) {
        Setting.require(LEVELS.contains(level), name, level, "error, warn, info or debug");
    }

    /** The level as operators see and set it while the server runs. */
    static LogLevelEndpoint.Log atRunTime() {
        return new LogLevelEndpoint.Log() {
            @Override
            public String level() {
                return LoggerFactory.getILoggerFactory() instanceof LoggerContext logging
                        ? logging.getLogger(Logger.ROOT_LOGGER_NAME)
                                .getLevel()
                                .levelStr
                                .toLowerCase(Locale.ROOT)
                        : "info";
            }

            @Override
            public void level(String level) {
                check("level", level);
                String before = level();
                apply(level);
                log.info("The log level is {} (was {}), as an operator asked", level, before);
            }
        };
    }

    /** Sets the level of all loggers that have none of their own. Any thread. */
    static void apply(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level.toUpperCase(Locale.ROOT)));
        }
    }
}
