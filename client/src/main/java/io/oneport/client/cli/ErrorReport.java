package io.oneport.client.cli;

import io.oneport.client.net.UnreachableException;
import io.oneport.protocol.Spelling;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells every error in one line on standard error, with its exit code; never a stack trace. */
public final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(usageLine(wrong));
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof InterruptedException) {
            return EndSignal.interruptedCode();
        }
        if (failure instanceof UnreachableException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.UNREACHABLE;
        }
        if (failure instanceof LocalFailure) {
            command.getErr().println(failure.getMessage());
            return ExitCode.INTERNAL;
        }
        if (failure instanceof IOException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.VERIFICATION_FAILED;
        }
        command.getErr().println("internal error: " + failure);
        return ExitCode.INTERNAL;
    }

    private static String usageLine(ParameterException wrong) {
        // Its value then stands where something else belongs, and would be told instead.
        Optional<String> unknown = wrong.getCommandLine().getUnmatchedArguments().stream()
                .filter(argument -> argument.startsWith("-"))
                .findFirst();
        if (unknown.isPresent()) {
            return "Unknown option: '" + unknown.get() + "'" + meant(wrong, unknown.get()) + help(wrong);
        }
        if (wrong.getCause() instanceof TypeConversionException expected && wrong.getArgSpec() != null) {
            String form = wrong.getArgSpec().typeInfo().isBoolean() ? "true or false" : expected.getMessage();
            return name(wrong.getArgSpec()) + ": " + wrong.getValue() + " (expected: " + form + ")";
        }
        if (wrong.getCause() instanceof IllegalArgumentException whole) {
            return String.valueOf(whole.getMessage());
        }
        if (wrong instanceof UnmatchedArgumentException
                && !wrong.getCommandLine().getSubcommands().isEmpty()) {
            String command = wrong.getCommandLine().getUnmatchedArguments().get(0);
            return "Unknown command: '" + command + "'" + meant(wrong, command) + help(wrong);
        }
        return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("the command line is wrong") + help(wrong);
    }

    /** What is spelled nearly the same. */
    private static String meant(ParameterException wrong, String word) {
        String name = word.split("=", 2)[0];
        CommandLine command = wrong.getCommandLine();
        return Spelling.nearest(
                        name,
                        name.startsWith("-")
                                ? command.getCommandSpec().optionsMap().keySet()
                                : command.getSubcommands().keySet())
                .map(other -> ", did you mean " + other + "?")
                .orElse("");
    }

    private static String help(ParameterException wrong) {
        return " (see " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help)";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName().replaceFirst("^--", "")
                : argument.paramLabel();
    }
}
