package io.oneport.server.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.oneport.protocol.Setting;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How much the server logs. */
final class LogOptions {
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "Lines to log: error, warn, info or debug, each with those before it (${DEFAULT-VALUE}).")
    String level;

    /**
     * The level, checked.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    String toSettings() {
        Setting.require(LEVELS.contains(level), "log-level", level, "error, warn, info or debug");
        return level;
    }

    /** Sets the level of all loggers that have none of their own. Any thread. */
    static void apply(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level.toUpperCase(Locale.ROOT)));
        }
    }
}
