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
import io.oneport.client.top.TopCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
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
        footer = {"", "Durations and sizes have a unit, such as 500ms, 5s, 64KiB or 1MiB.%n"})
public final class Main {
    /** By name, in the order of the help. Each is only loaded when it is asked for, or all of them when help is. */
    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("isolate", IsolateCommand::new);
        COMMANDS.put("storm", StormCommand::new);
        COMMANDS.put("find", FindCommand::new);
        COMMANDS.put("selftest", SelftestCommand::new);
        COMMANDS.put("compare", CompareCommand::new);
        COMMANDS.put("merge", MergeCommand::new);
        COMMANDS.put("sequence", SequenceCommand::new);
        COMMANDS.put("cat", CatCommand::new);
        COMMANDS.put("pub", PubCommand::new);
        COMMANDS.put("sub", SubCommand::new);
        COMMANDS.put("top", TopCommand::new);
    }

    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    Main() {}

    /** Runs the command and exits with one of {@link ExitCode}. */
    public static void main(String[] args) {
        // Sampled leak reports serve those who work on this program, who set the property themselves.
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
        // Figures are for programs, too: what is printed, sorted and compared is the same on every machine.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(writer(System.out, FileDescriptor.out), writer(System.err, FileDescriptor.err), args));
    }

    /** In a locale without an encoding, every letter that is not ASCII would be a question mark. */
    private static PrintWriter writer(PrintStream stream, FileDescriptor descriptor) {
        return isAscii(System.getProperty("native.encoding", ""))
                ? new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8)
                : new PrintWriter(stream, true);
    }

    private static boolean isAscii(String encoding) {
        try {
            return Charset.forName(encoding).equals(StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /** All commands by name. */
    static Map<String, Supplier<Object>> commands() {
        return COMMANDS;
    }

    /** {@code help run} is {@code run --help}, as with other programs. */
    private static String[] withoutHelpCommand(String... args) {
        if (args.length == 0 || args.length > 2 || !args[0].equals("help")) {
            return args;
        }
        if (args.length == 1) {
            return new String[] {"--help"};
        }
        return COMMANDS.containsKey(args[1]) ? new String[] {args[1], "--help"} : new String[] {args[1]};
    }

    static int run(PrintWriter out, PrintWriter err, String... given) {
        String[] args = withoutHelpCommand(given);
        ErrorReport errors = new ErrorReport();
        CommandLine commands = new CommandLine(new Main());
        if (args.length > 0 && COMMANDS.containsKey(args[0])) {
            commands.addSubcommand(args[0], COMMANDS.get(args[0]).get());
        } else {
            COMMANDS.forEach((name, command) -> commands.addSubcommand(name, command.get()));
        }
        commands.setOut(out).setErr(err).setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
        int status = commands.execute(args);
        if (out.checkError() && status == ExitCode.PASS) {
            err.println("standard output: could not be written to");
            return ExitCode.INTERNAL;
        }
        return status;
    }
}
