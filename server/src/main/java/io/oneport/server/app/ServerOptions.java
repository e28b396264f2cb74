package io.oneport.server.app;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Every setting: its name, its default, and what {@code --help} says of it, in groups that are in this order there, too.
 * {@link Settings} fills the fields from flags, environment and file.
 */
@Command(
        name = "oneport-server",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        descriptionHeading = "%n",
        description = {
            "HTTP and WebSocket on one port; every socket decides for itself.",
            "",
            "Each setting is a flag, a variable in the environment (--max-message is ONEPORT_MAX_MESSAGE) and a line of"
                    + " the --config file (max-message = 64KiB); the first of these that has it wins."
                    + " Durations and sizes have a unit: ms, s, m, h; B, KiB, MiB, GiB.",
            "",
            "oneport-server token --help says how to make a token for a server with --jwt-key; health --help, how to ask"
                    + " whether a server is alive; archive --help, how to make it start faster.",
            ""
        },
        optionListHeading = "Settings, with their defaults:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by SIGTERM, SIGINT or POST /admin/drain; SIGHUP reloads",
            "1:could not start, such as when the port is taken",
            "2:a setting is wrong; one line on standard error says which, and what was expected",
            "3:the stop was cut short, by a second signal or 6 s after drain-timeout",
            "4:an event loop died; the log says why"
        })
final class ServerOptions {
    @Mixin
    ListenOptions listen;

    @Mixin
    SocketOptions sockets;

    @Mixin
    HttpOptions http;

    @Mixin
    WebSocketOptions webSocket;

    @Mixin
    TopicOptions topics;

    @Mixin
    ReaderOptions readers;

    @Mixin
    LimitOptions limits;

    @Mixin
    final AuthOptions auth = new AuthOptions();

    @Mixin
    DrainOptions drain;

    @Mixin
    ProxyOptions proxies;

    @Mixin
    AdminOptions admin;

    @Mixin
    LogOptions logging;

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Mixin
    DataOptions data;

    @Mixin
    NodeOptions node;

    @Mixin
    EngineOptions engine;

    @Mixin
    FileOptions files;

    @Mixin
    CompressionOptions compression;

    @Mixin
    DemoOptions demo;

    @Option(names = "--config", paramLabel = "FILE", description = "Read settings from this file.")
    Path config;

    @Option(
            names = "--print-config",
            description = "Print the effective configuration with the origin of each value, and exit.")
    boolean printConfig;

    @Option(names = "--version", description = "Print the version and exit.")
    boolean version;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    boolean help;

    /**
     * What the fields say, checked.
     *
     * @param warnings takes what deserves attention but is no reason to stop
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    ServerConfig toConfig(List<String> warnings) {
        ServerConfig config = new ServerConfig(
                listen.toSettings(),
                sockets.toSettings(listen.workerThreads, webSocket, warnings),
                http.toSettings(compression.toSettings()),
                webSocket.toSettings(),
                topics.toSettings(warnings),
                readers.toSettings(webSocket.maxMessage),
                auth.toOrigins(),
                proxies.toSettings(),
                admin.toSettings(),
                admin.names(),
                limits.toSettings(),
                limits.memoryLimitPercent(),
                drain.timeout,
                drain.toSettings(),
                auth.toSettings(warnings, listen.host),
                logging.toSettings(),
                logging.json(),
                logging.toAccessSettings(auth.jwtQuery),
                tls.toSettings(warnings),
                data.toSettings(webSocket.maxMessage),
                node.toSettings(),
                engine.toSettings(),
                files.toSettings(),
                demo.toSettings());
        PrivateFiles.check(config);
        return config;
    }
}
