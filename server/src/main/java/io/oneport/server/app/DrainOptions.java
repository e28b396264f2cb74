package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How the server goes. */
final class DrainOptions {
    private static final Duration LONGEST = Duration.ofHours(1);

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for open sockets to finish after SIGTERM or SIGINT; then they are closed"
                    + " (${DEFAULT-VALUE}).")
    Duration timeout;

    @Option(
            names = "--drain-over",
            paramLabel = "TIME",
            defaultValue = "5s",
            description =
                    "While stopping, close open sockets at an even pace over this time, so that their peers do not"
                            + " all reconnect at once; at most half of drain-timeout (${DEFAULT-VALUE}).")
    Duration over;

    /**
     * The window, checked.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    Duration toSettings() {
        Setting.require(over.compareTo(LONGEST) <= 0, "drain-over", Units.text(over), "0s to 1h");
        return over;
    }
}
