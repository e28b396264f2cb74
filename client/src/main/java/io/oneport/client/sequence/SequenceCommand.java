package io.oneport.client.sequence;

import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Usage;
import io.oneport.client.net.Connector;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
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
            "Runs the nine steps that must always hold, traced with the sockets involved.",
            "",
            "A upgrades and talks; B stays HTTP meanwhile and is answered as HTTP; C asks, then upgrades on the same"
                    + " socket; A and C talk; new sockets of either kind are still taken; all close as the RFC says."
                    + " Every answer is verified. The server needs an echo and a page.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":all nine steps held",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.VERIFICATION_FAILED + ":a step did not hold; the last line says which, and why",
            ExitCode.UNREACHABLE_HELP,
            ExitCode.INTERRUPTED_HELP
        })
public final class SequenceCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "URL",
            converter = Converters.ToServer.class,
            description = "The server, such as http://127.0.0.1:8080, without a path.")
    private Target server;

    @Option(
            names = "--ws-path",
            paramLabel = "PATH",
            defaultValue = "/echo",
            converter = Converters.ToPath.class,
            description = "Where a WebSocket sends back each message that it gets. Default: ${DEFAULT-VALUE}")
    private String webSocketPath;

    @Option(
            names = "--http-path",
            paramLabel = "PATH",
            defaultValue = "/plaintext",
            converter = Converters.ToPath.class,
            description = "A page that answers a plain GET with 200. Default: ${DEFAULT-VALUE}")
    private String httpPath;

    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Target echo = new Target(server.secure(), server.host(), server.port(), webSocketPath);
        Limits limits =
                new Limits(connection.timeout(), Limits.DEFAULTS.maxHeadBytes(), Limits.DEFAULTS.maxMessageBytes());
        Trust trust = Usage.checked(spec.commandLine(), () -> connection.trust(server));
        try (Connector connector = new Connector(echo, trust, limits, 1)) {
            Trace trace = new Trace(spec.commandLine().getOut());
            Sockets sockets = new Sockets(connector, echo, httpPath, connection.headers(), limits.timeout());
            return new Sequence(sockets, trace).run() ? ExitCode.PASS : ExitCode.VERIFICATION_FAILED;
        }
    }
}
