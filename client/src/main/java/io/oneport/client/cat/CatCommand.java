package io.oneport.client.cat;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.Ending;
import io.oneport.client.blocking.Inbox;
import io.oneport.client.blocking.TlsPort;
import io.oneport.client.blocking.WebSocketConnection;
import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.StandardInput;
import io.oneport.client.cli.Terminals;
import io.oneport.client.cli.Usage;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Header;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.protocol.CloseCode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code oneport-client cat URL}. */
@Command(
        name = "cat",
        description = {
            "Connects a WebSocket to standard input and output. Sends each line of input as a text"
                    + " message and prints each text message received as a line; of a binary message it prints the"
                    + " length and the first bytes in hex.",
            "",
            "At the end of input it waits until no message has arrived for --wait, then closes with"
                    + " 1000. On a terminal there is a prompt with line editing: Ctrl-D closes with 1000, Ctrl-C"
                    + " exits at once.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":closed by this side, or by the server with 1000, 1001 or no code",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.VERIFICATION_FAILED
                    + ":the server refused to upgrade, violated the protocol, closed with another code, or closed"
                    + " the connection without a Close frame",
            ExitCode.UNREACHABLE_HELP,
            ExitCode.INTERRUPTED_HELP
        })
public final class CatCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "URL",
            converter = Converters.ToTarget.class,
            description = "The WebSocket, such as ws://127.0.0.1:8080/echo.")
    private Target target;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "1s",
            converter = Converters.ToDuration.class,
            description = "Time without a message, after the end of input, before this side closes. Not used on a"
                    + " terminal. Default: ${DEFAULT-VALUE}")
    private Duration wait;

    @Option(
            names = "--binary",
            description = "Send standard input as binary messages of up to 16KiB as it arrives, and print payloads"
                    + " unchanged.")
    private boolean binary;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = Converters.ToMessageSize.class,
            description = "Maximum size of a message received and of a line sent; a longer one ends the connection."
                    + " Default: ${DEFAULT-VALUE}")
    private int maxMessage;

    @Option(
            names = "--subprotocol",
            paramLabel = "NAME",
            converter = Converters.ToSubprotocol.class,
            description = "Subprotocol to offer. Repeatable, in order of preference.")
    private List<String> subprotocols = List.of();

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            converter = Converters.ToOrigin.class,
            description = "Value of the Origin header. Default: none")
    private Header origin;

    @Option(names = "--quiet", description = "Print no status on standard error, only errors.")
    private boolean quiet;

    @Mixin
    private ConnectionOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Limits limits = new Limits(options.timeout(), Limits.DEFAULTS.maxHeadBytes(), maxMessage);
        Trust trust = Usage.checked(spec.commandLine(), () -> options.trust(target));
        List<Header> headers = Usage.checked(spec.commandLine(), this::headers);
        try (Connector connector = new Connector(target, trust, limits)) {
            Inbox inbox = new Inbox();
            ClientHandshake handshake = new ClientHandshake(target, subprotocols, headers, new SecureRandom());
            WebSocketConnection connection =
                    TlsPort.hinted(target, () -> Await.of(connector.open().upgrade(handshake, inbox)));
            status("connected: " + connection.fiveTuple()
                    + connection.subprotocol().map(name -> ", " + name).orElse(""));
            Ending ending = talk(connection, inbox);
            return report(ending);
        }
    }

    private Ending talk(WebSocketConnection connection, Inbox inbox) throws IOException, InterruptedException {
        boolean interactive = !binary && Terminals.present();
        // Not System.out, which would swallow a failure to write.
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        try (Console console =
                interactive ? new TerminalConsole() : new PipeConsole(StandardInput.open(), out, binary, maxMessage)) {
            return new Conversation(connection, inbox, console, interactive ? Duration.ZERO : wait).run();
        }
    }

    private int report(Ending ending) {
        boolean good = ending instanceof Ending.Closed closed && (!closed.byServer() || isGood(closed.code()));
        if (good) {
            status(ending.sentence());
            return ExitCode.PASS;
        }
        spec.commandLine().getErr().println(ending.sentence());
        return ExitCode.VERIFICATION_FAILED;
    }

    private static boolean isGood(int code) {
        return code == CloseCode.NORMAL || code == CloseCode.GOING_AWAY || code == CloseCode.NO_STATUS;
    }

    private void status(String line) {
        if (!quiet) {
            spec.commandLine().getErr().println(line);
        }
    }

    private List<Header> headers() {
        List<Header> all = new ArrayList<>(options.headers());
        if (origin != null) {
            all.add(origin);
        }
        return all;
    }
}
