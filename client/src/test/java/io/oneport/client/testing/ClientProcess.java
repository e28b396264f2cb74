package io.oneport.client.testing;

import java.time.Duration;
import java.util.List;

/**
 * What came of one run of the client's jar.
 *
 * @param status its exit code
 * @param out all that it said on standard output, lines ended by LF
 * @param err all that it said on standard error
 */
public record ClientProcess(int status, String out, String err) {
    /**
     * Runs it to its end, with nothing on its standard input.
     *
     * @param patience how long it may take; then it is killed
     * @throws IllegalStateException if there is no jar
     * @throws AssertionError if it takes longer; the message has what it said until then
     */
    public static ClientProcess run(Duration patience, String... arguments) {
        JarProcess jar = new JarProcess(Jars.client(), List.of(arguments));
        int status = jar.exit(patience);
        return new ClientProcess(status, jar.out.toString(), jar.err.toString());
    }
}
