package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.protocol.Setting;
import picocli.CommandLine.Option;

/** How many event loops drive the load. */
public final class ThreadsOption {
    private static final int MOST = 64;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Converters.ToNumber.class,
            description = "Number of event loops that generate the load. Default: half the cores, at least 1")
    private Integer threads;

    /**
     * How many.
     *
     * @throws IllegalArgumentException if that is too many or none; the message is the line for the person
     */
    public int count() {
        Setting.require(threads == null || threads >= 1 && threads <= MOST, "threads", threads, "1 to " + MOST);
        return threads != null ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
