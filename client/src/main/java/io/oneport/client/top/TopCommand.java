package io.oneport.client.top;

import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.TlsPort;
import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Terminals;
import io.oneport.client.cli.Usage;
import io.oneport.client.net.Limits;
import io.oneport.client.net.RefusedException;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code oneport-client top URL}. */
@Command(
        name = "top",
        description = {
            "Shows what a server does: rates, sockets by protocol, event loops, and the first sockets or topics. On a"
                    + " terminal it is redrawn each second; elsewhere, and with --once or --json, it is printed once.",
            "",
            "The server asks for its admin token (--token-file), except on admin-port from the same machine.",
            "",
            "Keys: q quit, t sockets or topics, s sort by the next column, f next protocol, / filter by client address"
                    + " or part of a topic's name, p pause.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":printed, or ended with q",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.VERIFICATION_FAILED + ":the server refused, such as for want of the token",
            ExitCode.UNREACHABLE_HELP,
            ExitCode.INTERRUPTED_HELP
        })
@NullUnmarked // the library that parses the command line sets the fields
public final class TopCommand implements Callable<Integer> {
    private static final int EVENT_BYTES = 4 << 20;
    private static final int UNAUTHORIZED = 401;
    private static final String TOKEN_HINT = " (expected: the server's admin token, such as"
            + " --token-file ~/.local/state/oneport/admin-token, where the server keeps it by default)";

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = Converters.ToTarget.class,
            description = "The server, such as http://127.0.0.1:8080, or its admin-port.")
    private Target server;

    @Option(names = "--topics", description = "Begin with topics in place of sockets.")
    private boolean topics;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "20",
            converter = Converters.ToCount.class,
            description =
                    "Number of sockets or topics to print; on a terminal, as many as fit. Default: ${DEFAULT-VALUE}")
    private long rows;

    @Option(names = "--once", description = "Print it once, after a second, and exit.")
    private boolean once;

    @Option(names = "--json", description = "Print it once, as a JSON object.")
    private boolean json;

    @Mixin
    private ConnectionOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Trust trust = Usage.checked(spec.commandLine(), () -> options.trust(server));
        Usage.checked(spec.commandLine(), options::headers);
        Limits limits = new Limits(options.timeout(), Limits.DEFAULTS.maxHeadBytes(), EVENT_BYTES);
        try (Connector connector = new Connector(server, trust, limits);
                LiveSource feed = new LiveSource(connector, options::headers, options.timeout())) {
            open(feed);
            TableChoice choice = TableChoice.of(topics ? TableKind.TOPICS : TableKind.SOCKETS);
            if (once || json || !Terminals.present()) {
                print(feed, choice);
            } else {
                new TopTerminal(server.hostAndPort(), feed, choice).run();
            }
            return ExitCode.PASS;
        }
    }

    private void open(LiveSource feed) throws IOException, InterruptedException {
        try {
            TlsPort.hinted(server, () -> {
                feed.open();
                return feed;
            });
        } catch (RefusedException refused) {
            throw refused.status() == UNAUTHORIZED
                    ? new IOException(refused.getMessage() + TOKEN_HINT, refused)
                    : refused;
        }
    }

    private void print(LiveSource feed, TableChoice choice) throws IOException, InterruptedException {
        String path = choice.path((int) Math.min(rows, 1000));
        long begunNanos = System.nanoTime();
        JsonNode first = feed.rows(path);
        LiveSample sample = feed.first();
        sample = feed.next(); // a second in which the rows have moved, too
        JsonNode second = feed.rows(path);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode all = JsonMapper.shared().createObjectNode();
            all.set("server", sample.server());
            all.set("sample", sample.now());
            all.set("before", sample.before());
            all.set(choice.kind().member(), second.path(choice.kind().member()));
            out.println(all);
            return;
        }
        Rows shown = Rows.none(choice.kind()).next(first, 0).next(second, (System.nanoTime() - begunNanos) / 1e9);
        Screen.lines(server.hostAndPort(), "once", sample, choice, shown, (int) Math.min(rows, 1000))
                .forEach(out::println);
    }
}
