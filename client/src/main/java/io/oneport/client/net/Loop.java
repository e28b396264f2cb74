package io.oneport.client.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** Takes work to a socket's event loop, where all its state lives. */
final class Loop {
    private Loop() {}

    /** Runs the task there; should the loop have stopped already, fails the result instead. Any thread. */
    static void run(Channel channel, CompletableFuture<?> result, Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            result.completeExceptionally(new IOException("the connection is closed", stopped));
        }
    }
}
