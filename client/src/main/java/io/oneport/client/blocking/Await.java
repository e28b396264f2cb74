package io.oneport.client.blocking;

import io.oneport.protocol.Units;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the connections promise. For threads that may block: never an event loop. */
public final class Await {
    private Await() {}

    /**
     * Waits for as long as it takes; what this package promises has a deadline of its own, save the end of a
     * connection.
     *
     * @throws IOException the reason, if it failed
     * @throws InterruptedException if this thread was interrupted, or the one that was to keep the promise
     */
    public static <T> T of(Future<T> promise) throws IOException, InterruptedException {
        try {
            return promise.get();
        } catch (ExecutionException failure) {
            throw unwrapped(failure);
        }
    }

    /**
     * Waits for at most a time.
     *
     * @param event what did not happen, if it comes to that: {@code the server did not close the socket}
     * @throws IOException the reason, if it failed; a {@link SocketTimeoutException} if the time is over
     * @throws InterruptedException if this thread was interrupted, or the one that was to keep the promise
     */
    public static <T> T of(Future<T> promise, Duration atMost, String event) throws IOException, InterruptedException {
        try {
            return promise.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw unwrapped(failure);
        } catch (TimeoutException late) {
            throw new SocketTimeoutException(event + " within " + Units.text(atMost));
        }
    }

    private static IOException unwrapped(ExecutionException failure) throws InterruptedException {
        if (failure.getCause() instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        return failure.getCause() instanceof IOException known ? known : new IOException(failure.getCause());
    }
}
