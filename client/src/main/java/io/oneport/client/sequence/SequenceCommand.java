package io.oneport.client.sequence;

import io.oneport.client.blocking.Connector;
import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Usage;
import io.oneport.client.net.Header;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code oneport-client sequence URL}. */
@Command(
        name = "sequence",
        description = {
            "Checks in nine steps that an upgrade changes only its own socket, and traces each step.",
            "",
            "Socket A upgrades and exchanges messages. Socket B stays HTTP. Socket C sends a request,"
                    + " then upgrades. A and C exchange messages; new sockets of both kinds are opened; all are"
                    + " closed as RFC 6455 requires. Every response is verified. The server needs a WebSocket echo"
                    + " and a page.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":all nine steps passed",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.VERIFICATION_FAILED + ":a step failed; the last line says which one and why",
            ExitCode.UNREACHABLE_HELP,
            ExitCode.INTERRUPTED_HELP
        })
public final class SequenceCommand implements Callable<Integer> {
    private static final String ECHO = "/echo";

    @Parameters(
            paramLabel = "URL",
            converter = Converters.ToTarget.class,
            description = {"The server, such as http://127.0.0.1:8080", "or ws://127.0.0.1:8080/echo."})
    private Target server;

    @Option(
            names = "--ws-path",
            paramLabel = "PATH",
            converter = Converters.ToPath.class,
            description = "Path of a WebSocket that echoes each message. Default: the path of URL, or else " + ECHO)
    private String webSocketPath;

    @Option(
            names = "--http-path",
            paramLabel = "PATH",
            defaultValue = "/plaintext",
            converter = Converters.ToPath.class,
            description = "Path that answers GET with 200. Default: ${DEFAULT-VALUE}")
    private String httpPath;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String path = server.path().equals("/") ? ECHO : server.path();
        Target echo =
                new Target(server.secure(), server.host(), server.port(), webSocketPath != null ? webSocketPath : path);
        Limits limits =
                new Limits(connection.timeout(), Limits.DEFAULTS.maxHeadBytes(), Limits.DEFAULTS.maxMessageBytes());
        Trust trust = Usage.checked(spec.commandLine(), () -> connection.trust(server));
        List<Header> headers = Usage.checked(spec.commandLine(), connection::headers);
        try (Connector connector = new Connector(echo, trust, limits)) {
            Trace trace = new Trace(spec.commandLine().getOut());
            Sockets sockets = new Sockets(connector, echo, httpPath, headers, limits.timeout());
            return new Sequence(sockets, trace).run() ? ExitCode.PASS : ExitCode.VERIFICATION_FAILED;
        }
    }
}
