package io.oneport.server.app;

/** What the process ends with. */
final class ExitStatus {
    static final int OK = 0;
    static final int CANNOT_START = 1;
    static final int USAGE = 2;
    /** The stop was cut short: by a second signal, or because it took too long. */
    static final int CUT_SHORT = 3;
    /** An event loop died. */
    static final int WORKER_DIED = 4;

    private ExitStatus() {}
}
