package io.oneport.client.cli;

/** Whether a person is there. */
public final class Terminals {
    private Terminals() {}

    /** Whether both standard input and standard output are a terminal. */
    public static boolean present() {
        // From Java 22 on there may be a console without a terminal, unless this older one is asked for.
        System.setProperty("jdk.console", "java.base");
        return System.console() != null;
    }
}
