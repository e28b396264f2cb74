package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.net.UnreachableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class ErrorReportTest {
    /** What the command does when it is called. */
    private Callable<Integer> task = () -> ExitCode.PASS;

    private final StringWriter errors = new StringWriter();

    @Command(name = "tool")
    private final class Tool implements Callable<Integer> {
        @Option(
                names = {"-n", "--number"},
                converter = Converters.ToNumber.class)
        private int number;

        @Option(names = "--loud", arity = "1")
        private boolean loud;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            return Usage.checked(spec.commandLine(), task);
        }
    }

    private int run(String... words) {
        ErrorReport report = new ErrorReport();
        return new CommandLine(new Tool())
                .setParameterExceptionHandler(report)
                .setExecutionExceptionHandler(report)
                .setErr(new PrintWriter(errors, true))
                .execute(words);
    }

    private void assertFails(int exitCode, String line, String... words) {
        errors.getBuffer().setLength(0);
        assertEquals(exitCode, run(words));
        assertEquals(line.isEmpty() ? "" : line + System.lineSeparator(), errors.toString());
    }

    @Test
    void aWrongValueNamesTheOptionAndWhatWasExpected() {
        assertFails(ExitCode.USAGE, "number: x (expected: a whole number, 0 to 9999999)", "--number=x");
        assertFails(ExitCode.USAGE, "number: -1 (expected: a whole number, 0 to 9999999)", "-n=-1");
        assertFails(ExitCode.USAGE, "loud: maybe (expected: true or false)", "--loud=maybe");
    }

    @Test
    void anUnknownOptionPointsToTheHelp() {
        assertFails(
                ExitCode.USAGE, "Unknown option: '--nmber=1', did you mean --number? (see tool --help)", "--nmber=1");
    }

    @Test
    void aCheckOfSettingsHasItsOwnLine() {
        task = () -> {
            throw new IllegalArgumentException("sockets: 9 (expected: at most 5)");
        };
        assertFails(ExitCode.USAGE, "sockets: 9 (expected: at most 5)");
    }

    @Test
    void eachKindOfFailureHasItsExitCode() {
        task = () -> {
            throw new UnreachableException("127.0.0.1:1: connection refused", null);
        };
        assertFails(ExitCode.UNREACHABLE, "127.0.0.1:1: connection refused");
        task = () -> {
            throw new LocalFailure("standard output: no space left");
        };
        assertFails(ExitCode.INTERNAL, "standard output: no space left");
        task = () -> {
            throw new IOException("the answer is wrong");
        };
        assertFails(ExitCode.VERIFICATION_FAILED, "the answer is wrong");
        task = () -> {
            throw new IllegalStateException("a defect");
        };
        assertFails(ExitCode.INTERNAL, "internal error: java.lang.IllegalStateException: a defect");
    }

    @Test
    void anInterruptIsNoError() {
        task = () -> {
            throw new InterruptedException();
        };
        assertFails(ExitCode.INTERRUPTED, "");
    }
}
