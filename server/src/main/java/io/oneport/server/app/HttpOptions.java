package io.oneport.server.app;

import io.oneport.server.api.Compression;
import io.oneport.server.http1.HttpSettings;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What requests are held to. */
final class HttpOptions {
    @Option(
            names = "--max-request-line",
            paramLabel = "SIZE",
            defaultValue = "8KiB",
            converter = SizeConverter.class,
            description = "Maximum size of a request line; a longer one is answered 414 (${DEFAULT-VALUE}).")
    int maxRequestLine;

    @Option(
            names = "--max-header-bytes",
            paramLabel = "SIZE",
            defaultValue = "16KiB",
            converter = SizeConverter.class,
            description = "Maximum size of all header fields of a request together; more are answered 431"
                    + " (${DEFAULT-VALUE}).")
    int maxHeaderBytes;

    @Option(
            names = "--max-header-fields",
            paramLabel = "N",
            defaultValue = "100",
            description = "Maximum number of header fields of a request; more are answered 431 (${DEFAULT-VALUE}).")
    int maxHeaderFields;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.class,
            description = "Maximum size of a request body; a longer one is answered 413 (${DEFAULT-VALUE}).")
    int maxBody;

    @Option(
            names = "--head-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Time allowed for receiving the head of a request; then 408, and the connection is"
                    + " closed (${DEFAULT-VALUE}).")
    Duration headTimeout;

    @Option(
            names = "--body-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for receiving the body of a request; then 408, and the connection is"
                    + " closed (${DEFAULT-VALUE}).")
    Duration bodyTimeout;

    @Option(
            names = "--answer-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Time allowed for an answer, in addition to the wait of a long poll; then 503"
                    + " (${DEFAULT-VALUE}).")
    Duration answerTimeout;

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "Close an HTTP connection that has sent no request for this long (${DEFAULT-VALUE}).")
    Duration keepAlive;

    /**
     * The settings, checked.
     *
     * @param compression which answers are compressed
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    HttpSettings toSettings(Compression compression) {
        return new HttpSettings(
                maxRequestLine,
                maxHeaderBytes,
                maxHeaderFields,
                maxBody,
                headTimeout,
                bodyTimeout,
                answerTimeout,
                keepAlive,
                compression);
    }
}
