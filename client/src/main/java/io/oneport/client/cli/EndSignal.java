package io.oneport.client.cli;

import org.jspecify.annotations.Nullable;

/** A signal that ends this program (POSIX, signal.h), and with which exit code. */
public enum EndSignal {
    HUP(1),
    INT(2),
    TERM(15);

    private static final int SIGNALLED = 128;

    private final int number;

    EndSignal(int number) {
        this.number = number;
    }

    /**
     * The signal that ends this process; {@code null} if none does, or it is unknown which. The JVM handles each signal on a
     * thread that is named after it, which lives on until the process ends. Any thread; slow.
     */
    public static @Nullable EndSignal received() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            for (EndSignal signal : values()) {
                if (thread.getName().equals("SIG" + signal + " handler")) {
                    return signal;
                }
            }
        }
        return null;
    }

    /** The exit code of what was interrupted: that of the signal, or of Ctrl-C if there was none. */
    public static int interruptedCode() {
        EndSignal signal = received();
        return signal == null ? ExitCode.INTERRUPTED : signal.exitCode();
    }

    /** The exit code of a process that it ends. */
    public int exitCode() {
        return SIGNALLED + number;
    }
}
