package io.oneport.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a test needs and a machine may lack. A test without it is skipped; the build's last line reports all of them, with
 * how to get it: the messages begin with {@code needs}, by which the client module's {@code SkippedTests} finds them.
 */
public final class Needs {
    private Needs() {}

    /**
     * Skips the calling test unless a program is on the PATH.
     *
     * @param debianPackage the package of Debian and Ubuntu that contains it
     */
    public static void program(String name, String debianPackage) {
        met(onPath(name), name, "apt-get install " + debianPackage);
    }

    /**
     * Skips the calling test unless this machine has a transport.
     *
     * @param name such as {@code io_uring}
     */
    public static void transport(String name, boolean available) {
        met(available, name, "Linux that allows it on x86-64 or ARM64");
    }

    /**
     * Skips the calling test if what this JVM starts inherits that a signal is ignored: SIGHUP under nohup, SIGINT in the
     * background of a shell. A program in Java can't end that, and would wait for the signal for ever.
     *
     * @param name HUP, INT or TERM
     */
    public static void signal(String name) throws IOException {
        int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).get(name);
        met(
                !isIgnored(number),
                "SIG" + name + " that is not ignored",
                "run the tests in the foreground, without nohup");
    }

    /** As the system says where it has /proc. */
    private static boolean isIgnored(int number) throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> number - 1 & 1) != 0);
    }

    /**
     * Skips the calling test unless a condition is met.
     *
     * @param what is needed, such as {@code io_uring}
     * @param howToGetIt in a few words
     */
    public static void met(boolean met, String what, String howToGetIt) {
        assumeTrue(met, () -> "needs " + what + " (" + howToGetIt + ")");
    }

    private static boolean onPath(String program) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(String.valueOf(System.getenv("PATH")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
