package io.oneport.client.testing;

import java.io.IOException;
import java.nio.file.Path;
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

    /** The same, with a variable in its environment. */
    public static ClientProcess runWith(String variable, String value, Duration patience, String... arguments) {
        return ended(
                new JarProcess(List.of("env", variable + "=" + value), Jars.client(), List.of(arguments)), patience);
    }

    /** The same, with so many file descriptors and no more. */
    public static ClientProcess runWithFiles(int most, Duration patience, String... arguments) {
        List<String> starter = List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh");
        return ended(new JarProcess(starter, Jars.client(), List.of(arguments)), patience);
    }

    /** Whether this user may make networks, as {@link #runWithPorts} does. */
    public static boolean mayMakeNetworks() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-n", "ip", "link", "set", "lo", "up")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    /** The same in a network of its own, which has loopback only, so many local ports, and a server at port 8080. */
    public static ClientProcess runWithPorts(int most, Duration patience, String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "ip link set lo up; echo '40000 " + (40000 + most - 1)
                + "' >/proc/sys/net/ipv4/ip_local_port_range;"
                + " timeout " + patience.toSeconds() + " " + java + " -jar " + Jars.server() + " >/dev/null 2>&1 &"
                + " while kill -0 $! && ! (: </dev/tcp/127.0.0.1/8080) 2>/dev/null; do sleep 0.1; done;"
                + " \"$@\"; status=$?; kill $!; exit $status";
        List<String> starter = List.of("unshare", "-n", "bash", "-c", script, "bash");
        return ended(new JarProcess(starter, Jars.client(), List.of(arguments)), patience);
    }

    private static ClientProcess ended(JarProcess jar, Duration patience) {
        int status = jar.exit(patience);
        return new ClientProcess(status, jar.out.toString(), jar.err.toString());
    }
}
