package io.oneport.client.testing;

import io.oneport.client.cli.ErrorReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * What came of one run of a command, in this process.
 *
 * @param status its exit code
 */
public record CommandRun(int status, String out, String err) {
    /** Runs it to its end. */
    public static CommandRun of(Callable<Integer> command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ErrorReport errors = new ErrorReport();
        int status = new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(arguments);
        return new CommandRun(status, out.toString(), err.toString());
    }
}
