package io.oneport.client.judge;

import org.jspecify.annotations.Nullable;

/**
 * Notices in mid-run that the target is gone. For the thread that runs the run.
 *
 * <p>Sockets that are held are opened again by themselves: it is enough that none is open for a while. In a churn there may
 * be none between two sessions, so there it takes sessions that fail, and none that comes to be. The while begins with the
 * first look that sees so, since it is not known how long it has been so by then.
 */
public final class TargetWatch {
    private static final long PATIENCE_NANOS = 3_000_000_000L;
    /** So many sessions in a row must have failed, too, however rarely they come. */
    private static final int FEWEST_FAILURES = 3;

    private final boolean held;
    private long answersThen;
    private long failedThen;
    private boolean failing;
    private long failingSince;

    /**
     * Begins.
     *
     * @param held whether there are sockets that are held open
     */
    public TargetWatch(boolean held) {
        this.held = held;
    }

    /**
     * Takes what has been seen.
     *
     * @param open sockets that are open now
     * @param answers responses, WebSockets and event streams since the beginning
     * @param failed sockets that could not be opened since the beginning
     * @return why the target is held to be gone, or {@code null} if it is not
     */
    public @Nullable String look(long open, long answers, long failed, long nowNanos) {
        if (open > 0 || answers > answersThen) {
            answersThen = answers;
            failedThen = failed;
            failing = false;
            return null;
        }
        if (!failing) {
            failing = held || failed > failedThen;
            failingSince = nowNanos;
        }
        long failures = failed - failedThen;
        if (nowNanos - failingSince < PATIENCE_NANOS || !held && failures < FEWEST_FAILURES) {
            return null;
        }
        return held
                ? "the target is gone: no socket has been open for 3 s, and none can be opened"
                : "the target is gone: for 3 s no session could be opened, and " + failures + " in a row have failed";
    }
}
