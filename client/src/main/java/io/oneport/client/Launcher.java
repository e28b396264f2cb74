package io.oneport.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What the jar starts. Commands that measure run in a JVM of their own with options under which it does not pause
 * ({@link LoadJvm}); all others run at once. Names no class that need not be loaded for that.
 */
public final class Launcher {
    private static final Set<String> MEASURES = Set.of("run", "isolate", "storm", "find", "selftest");
    private static final Set<String> HELP = Set.of("--help", "-h", "--version", "-V");
    private static final int INTERNAL = 1;
    private static final int USAGE = 2;

    private Launcher() {}

    /** Runs a command line, and exits with its exit code. */
    public static void main(String[] given) throws IOException, InterruptedException {
        if (given.length == 1 && (given[0].equals("--version") || given[0].equals("-V"))) {
            String version = Launcher.class.getPackage().getImplementationVersion();
            System.out.println("oneport-client " + (version == null ? "development" : version));
            if (System.out.checkError()) {
                System.err.println("standard output: could not be written to");
                System.exit(INTERNAL);
            }
            return;
        }
        String[] args;
        try {
            args = Arguments.asTyped(given);
        } catch (IllegalArgumentException unreadable) {
            System.err.println(unreadable.getMessage());
            System.exit(USAGE);
            return;
        }
        List<String> words = Arrays.asList(args);
        // Other letters might not reach the child as they are.
        if (measures(words) && words.stream().allMatch(Arguments::isAscii)) {
            LoadJvm jvm = LoadJvm.find();
            if (jvm != null) {
                System.exit(jvm.run(args));
            }
        }
        LoadJvm.endWithParent();
        Main.main(args);
    }

    static boolean measures(List<String> args) {
        return !args.isEmpty()
                && MEASURES.contains(args.get(0))
                && args.stream().noneMatch(HELP::contains);
    }
}
