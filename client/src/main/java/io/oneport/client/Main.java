package io.oneport.client;

import io.oneport.client.cat.CatCommand;
import io.oneport.client.cli.ErrorReport;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Version;
import io.oneport.client.experiment.compare.CompareCommand;
import io.oneport.client.experiment.find.FindCommand;
import io.oneport.client.experiment.isolate.IsolateCommand;
import io.oneport.client.experiment.merge.MergeCommand;
import io.oneport.client.experiment.selftest.SelftestCommand;
import io.oneport.client.experiment.storm.StormCommand;
import io.oneport.client.pub.PubCommand;
import io.oneport.client.run.RunCommand;
import io.oneport.client.sequence.SequenceCommand;
import io.oneport.client.sub.SubCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The program {@code oneport-client}: only finds the command that is asked for. */
@Command(
        name = "oneport-client",
        description = "Tests, loads and talks to a server of HTTP and WebSocket on one port.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {
            RunCommand.class,
            IsolateCommand.class,
            StormCommand.class,
            FindCommand.class,
            SelftestCommand.class,
            CompareCommand.class,
            MergeCommand.class,
            SequenceCommand.class,
            CatCommand.class,
            PubCommand.class,
            SubCommand.class
        },
        footer = {"", "Durations and sizes have a unit, such as 500ms, 5s, 64KiB or 1MiB.%n"})
public final class Main {
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private Main() {}

    /** Runs the command and exits with one of {@link ExitCode}. */
    public static void main(String[] args) {
        // Sampled leak reports serve those who work on this program, who set the property themselves.
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args));
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        ErrorReport errors = new ErrorReport();
        CommandLine commands = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        int status = commands.execute(args);
        if (out.checkError() && status == ExitCode.PASS) {
            err.println("standard output: could not be written to");
            return ExitCode.INTERNAL;
        }
        return status;
    }
}
