package io.oneport.client.cli;

/** Every exit code of {@code oneport-client}. Plain numbers, so that the help of a command can list them. */
public final class ExitCode {
    public static final int PASS = 0;
    /** This side failed: standard input or output, or a defect of this program. */
    public static final int INTERNAL = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** A threshold was not met. */
    public static final int THRESHOLD = 3;
    /** The server is there, but what it did is not what was asked of it. */
    public static final int VERIFICATION_FAILED = 4;
    /** The client did not keep to its plan: the figures say nothing of the server. */
    public static final int INVALID = 5;
    /** No connection could be made. */
    public static final int UNREACHABLE = 6;
    /** Ctrl-C (SIGINT); {@link EndSignal} has those of other signals. The JVM itself ends with the same. */
    public static final int INTERRUPTED = 130;

    public static final String INTERNAL_HELP = INTERNAL + ":internal error, or standard input or output failed";
    public static final String USAGE_HELP = USAGE + ":the command line is wrong";
    public static final String UNREACHABLE_HELP = UNREACHABLE + ":no connection to the server";
    public static final String INTERRUPTED_HELP =
            INTERRUPTED + ":interrupted by Ctrl-C; by SIGTERM: 143, by SIGHUP: 129";

    private ExitCode() {}
}
