package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.broker.redis.RedisAddress;
import io.oneport.server.broker.redis.RedisSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where messages are kept if several servers share them. */
final class EngineOptions {
    @Option(
            names = "--engine",
            paramLabel = "URL",
            defaultValue = "",
            description =
                    "Redis that keeps the messages, for any number of servers: redis://HOST:PORT, rediss:// for TLS,"
                            + " several HOST:PORT of a cluster, or redis-sentinel://HOST:PORT,…#MASTER (none: messages are kept"
                            + " here).")
    String engine;

    @Option(
            names = "--engine-password-file",
            paramLabel = "FILE",
            defaultValue = "",
            description = "File with the password for the engine in its first line; read at each connect (none).")
    String passwordFile;

    @Option(
            names = "--engine-ca",
            paramLabel = "FILE",
            defaultValue = "",
            description = "Certificates, in PEM, of the authorities that may have signed the engine's certificate, with"
                    + " rediss:// (those of the JDK).")
    String certificates;

    @Option(
            names = "--engine-prefix",
            paramLabel = "TEXT",
            defaultValue = "oneport:",
            description =
                    "What the names of all keys and channels in the engine begin with; servers with the same prefix"
                            + " share their topics (${DEFAULT-VALUE}).")
    String prefix;

    @Option(
            names = "--publish-timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description =
                    "Time allowed for the engine to answer a publication or a read; then 503, and the connection is"
                            + " made again (${DEFAULT-VALUE}).")
    Duration publishTimeout;

    @Option(
            names = "--engine-in-flight",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Bytes of all publications that the engine has not answered; more are refused at once, 503"
                    + " (${DEFAULT-VALUE}).")
    int inFlight;

    @Option(
            names = "--engine-grace",
            paramLabel = "TIME",
            defaultValue = "15s",
            description =
                    "Time that readers are kept while the engine is away; then WebSockets that read get Close 1013, and"
                            + " streams end (${DEFAULT-VALUE}).")
    Duration grace;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if something is wrong; the message names the setting and says what was expected
     */
    RedisSettings toSettings() {
        return new RedisSettings(
                engine.isEmpty() ? null : RedisAddress.parse(engine),
                file("engine-password-file", passwordFile),
                file("engine-ca", certificates),
                prefix,
                publishTimeout,
                inFlight,
                grace);
    }

    private static @Nullable Path file(String name, String text) {
        try {
            Path file = text.isEmpty() ? null : Path.of(text);
            Setting.require(file == null || Files.isReadable(file), name, text, "the path of a file that can be read");
            return file;
        } catch (InvalidPathException e) {
            throw Setting.refused(name, text, "the path of a file; " + e.getReason());
        }
    }
}
