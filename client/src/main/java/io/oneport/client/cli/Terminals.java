package io.oneport.client.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Whether a person is there, and what the library that talks to them may say of itself. */
public final class Terminals {
    /** Held here, since the system forgets a logger that nobody holds. */
    private static final Logger LIBRARY = Logger.getLogger("org.jline");

    private Terminals() {}

    /** A terminal of a kind that the system can't describe is used all the same: no reason for a stack trace on it. */
    public static void silenceLibrary() {
        LIBRARY.setLevel(Level.OFF);
    }

    /** Whether both standard input and standard output are a terminal. */
    public static boolean present() {
        // From Java 22 on there may be a console without a terminal, unless this older one is asked for.
        System.setProperty("jdk.console", "java.base");
        return System.console() != null;
    }
}
