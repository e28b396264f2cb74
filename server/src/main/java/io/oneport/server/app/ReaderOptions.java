package io.oneport.server.app;

import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.SlowReaders;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What readers of topics are held to. */
final class ReaderOptions {
    @Option(
            names = "--max-topics-per-socket",
            paramLabel = "N",
            defaultValue = "100",
            description = "Maximum number of topics that one socket subscribes to; a further subscription is"
                    + " refused (${DEFAULT-VALUE}).")
    int maxTopicsPerSocket;

    @Option(
            names = "--outbound-limit",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Maximum size of the messages that wait for one slow subscriber; then slow-reader"
                    + " applies (${DEFAULT-VALUE}).")
    int outboundLimit;

    @Option(
            names = "--slow-reader",
            paramLabel = "POLICY",
            defaultValue = "disconnect",
            description = "Policy when outbound-limit is exceeded: disconnect, drop-oldest or latest; or by prefix"
                    + " of the topic, such as prices.=latest,disconnect (${DEFAULT-VALUE}).")
    String slowReader;

    @Option(
            names = "--slow-reader-grace",
            paramLabel = "TIME",
            defaultValue = "1s",
            description =
                    "Apply the policy when outbound-limit has been exceeded for this long, or at once at four times"
                            + " the limit (${DEFAULT-VALUE}).")
    Duration slowReaderGrace;

    @Option(
            names = "--answers-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of history in long answers that their peers have not read; more are answered 503"
                    + " (${DEFAULT-VALUE}).")
    int answersTotal;

    /**
     * The settings, checked.
     *
     * @param maxMessage the largest message, in bytes
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    SessionSettings toSettings(int maxMessage) {
        return new SessionSettings(
                outboundLimit,
                slowReaderGrace,
                SlowReaders.parse(slowReader),
                maxTopicsPerSocket,
                maxMessage,
                answersTotal);
    }
}
