package io.oneport.client.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (or SIGTERM) into an interrupt of the thread that measures, and holds the JVM until what was found so far
 * has been told. For one thread, which makes it and ends it.
 */
final class Interruption {
    private static final int MOST_SECONDS = 10;

    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook;

    /** From now on, and until it is ended; interrupts at once if the signal has come before. */
    Interruption() {
        Thread measuring = Thread.currentThread();
        hook = new Thread(
                () -> {
                    measuring.interrupt();
                    try {
                        told.await(MOST_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException again) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interruption");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            measuring.interrupt();
        }
    }

    /** All is told. */
    void end() {
        told.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Then the hook is what waits for this call.
        }
    }
}
