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
        return ended(new JarProcess(Jars.client(), List.of(arguments)), patience);
    }

    /** The same, with so many file descriptors and no more. */
    public static ClientProcess runWithFiles(int most, Duration patience, String... arguments) {
        List<String> starter = List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh");
        return ended(new JarProcess(starter, Jars.client(), List.of(arguments)), patience);
    }

    private static ClientProcess ended(JarProcess jar, Duration patience) {
        int status = jar.exit(patience);
        return new ClientProcess(status, jar.out.toString(), jar.err.toString());
    }
}
