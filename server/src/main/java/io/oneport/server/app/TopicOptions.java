package io.oneport.server.app;

import io.oneport.protocol.Units;
import io.oneport.server.broker.TopicSettings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** How many topics there may be, what is kept of each, and how long publications may wait. */
final class TopicOptions {
    @Option(
            names = "--max-topics",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Maximum number of topics; publishing or subscribing to a new one is then refused"
                    + " (${DEFAULT-VALUE}).")
    int maxTopics;

    @Option(
            names = "--history-messages",
            paramLabel = "N",
            defaultValue = "100",
            description = "Maximum number of messages in the history of a topic; the oldest is then dropped"
                    + " (${DEFAULT-VALUE}).")
    int historyMessages;

    @Option(
            names = "--history-bytes",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Maximum size of the history of a topic; the oldest message is then dropped"
                    + " (${DEFAULT-VALUE}).")
    int historyBytes;

    @Option(
            names = "--history-age",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "Maximum age of a message in history, and of a topic without use; it is then dropped"
                    + " (${DEFAULT-VALUE}).")
    Duration historyAge;

    @Option(
            names = "--history-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Maximum size of the history of all topics; the oldest message of all is then dropped"
                    + " (${DEFAULT-VALUE}; at most 1GiB).")
    int historyTotal;

    @Option(
            names = "--publish-backlog",
            paramLabel = "SIZE",
            defaultValue = "256KiB",
            converter = SizeConverter.class,
            description = "Bytes of a topic's messages not yet handed to its readers' sockets; publishers then wait"
                    + " (${DEFAULT-VALUE}).")
    int publishBacklog;

    @Option(
            names = "--publish-wait",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Time that a publisher waits for the topic's backlog; then the publication is refused, 503"
                    + " (${DEFAULT-VALUE}).")
    Duration publishWait;

    @Option(
            names = "--publish-pending-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of all publications that wait for a backlog; more are refused at once, 503"
                    + " (${DEFAULT-VALUE}).")
    int publishPendingTotal;

    /**
     * The settings, checked.
     *
     * @param warnings takes what deserves attention but is no reason to stop
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    TopicSettings toSettings(List<String> warnings) {
        if (historyBytes > historyTotal) {
            warnings.add("history-bytes: " + Units.sizeText(historyBytes) + " is never reached: history-total, "
                    + Units.sizeText(historyTotal) + ", limits all topics together; lower the one or raise the other");
        }
        return new TopicSettings(
                historyMessages,
                historyBytes,
                historyAge,
                historyTotal,
                maxTopics,
                publishBacklog,
                publishWait,
                publishPendingTotal);
    }
}
