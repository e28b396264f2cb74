package io.oneport.server.auth.jwt;

import io.oneport.server.api.TokenVerdict;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads that check signatures of public keys, beside the event loops: no more of them than half the cores, so that a
 * flood of forged tokens leaves the others free. They end when there is nothing to do. Any thread.
 */
final class SignatureThreads {
    /** Tokens that wait; half a second's worth of them for one thread. */
    private static final int MAX_WAITING = 1024;

    private static final int MAX_THREADS = 4;

    private final ThreadPoolExecutor executor;

    SignatureThreads() {
        int threads = Math.max(1, Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors() / 2));
        executor = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "oneport-signatures");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a check.
     *
     * @throws RejectedExecutionException if too many are waiting
     */
    CompletableFuture<TokenVerdict> run(Supplier<TokenVerdict> check) {
        return CompletableFuture.supplyAsync(check, executor);
    }

    void close() {
        executor.shutdownNow();
    }
}
