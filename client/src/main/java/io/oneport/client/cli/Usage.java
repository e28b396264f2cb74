package io.oneport.client.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Tells settings that don't fit, from whatever checks them, as errors of the command line. Stateless: any thread. */
public final class Usage {
    private Usage() {}

    /**
     * Does what checks settings.
     *
     * @throws ParameterException if it refuses one, with its own line for the person
     */
    public static <T> T checked(CommandLine command, Callable<T> check) throws Exception {
        try {
            return check.call();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command, wrong.getMessage(), wrong);
        }
    }
}
