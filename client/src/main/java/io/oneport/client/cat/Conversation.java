package io.oneport.client.cat;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.Ending;
import io.oneport.client.blocking.Inbox;
import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.blocking.WebSocketConnection;
import io.oneport.client.cli.LocalFailure;
import io.oneport.protocol.CloseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries messages between a console and a WebSocket until either ends.
 *
 * <p>Three threads: one reads the console and waits until each message is sent, so that a slow server slows the input;
 * one prints, and while it is behind the {@link Inbox} stops the socket; the caller's decides when it is over. The two
 * are daemons, since nothing wakes a thread that reads standard input.
 */
final class Conversation {
    private final WebSocketConnection connection;
    private final Inbox inbox;
    private final Console console;
    private final Duration wait;
    private final CompletableFuture<Void> input = new CompletableFuture<>();
    private final CompletableFuture<Void> output = new CompletableFuture<>();

    /**
     * @param inbox the listener of the connection
     * @param wait how long it must have been quiet, after the end of input, before this side closes
     */
    Conversation(WebSocketConnection connection, Inbox inbox, Console console, Duration wait) {
        this.connection = connection;
        this.inbox = inbox;
        this.console = console;
        this.wait = wait;
    }

    /**
     * Runs to the end. To be called once.
     *
     * @return how the WebSocket ended; all that came before is printed
     * @throws LocalFailure if the console can't be read or printed to
     * @throws InterruptedException at Ctrl-C
     */
    Ending run() throws IOException, InterruptedException {
        daemon("console-input", this::sendAll);
        daemon("console-output", this::printAll);
        Await.of(CompletableFuture.anyOf(input, output));
        waitForQuiet();
        Ending ending = Await.of(connection.close(CloseCode.NORMAL, ""));
        Await.of(output);
        return ending;
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void sendAll() {
        try {
            Optional<SocketMessage> message = console.read();
            while (message.isPresent() && sent(message.get())) {
                message = console.read();
            }
            input.complete(null);
        } catch (InterruptedException | LocalFailure told) {
            input.completeExceptionally(told);
        } catch (IOException failure) {
            input.completeExceptionally(new LocalFailure("standard input: " + failure.getMessage()));
        }
    }

    /** False if the WebSocket is at its end, of which {@link #run()} tells how. */
    private boolean sent(SocketMessage message) throws InterruptedException {
        try {
            Await.of(connection.send(message));
            return true;
        } catch (IOException ending) {
            return false;
        }
    }

    private void printAll() {
        try {
            Optional<SocketMessage> message = inbox.next();
            while (message.isPresent()) {
                if (!output.isDone()) {
                    print(message.get());
                }
                // Even when nobody reads what is printed: else the server's Close frame would not be read either.
                message = inbox.next();
            }
            output.complete(null);
        } catch (InterruptedException interrupted) {
            output.completeExceptionally(interrupted);
        }
    }

    private void print(SocketMessage message) {
        try {
            console.print(message);
        } catch (IOException failure) {
            if ("Broken pipe".equals(failure.getMessage())) {
                // Whoever reads has had enough, as head(1) has: that is no failure.
                output.complete(null);
            } else {
                output.completeExceptionally(new LocalFailure("standard output: " + failure.getMessage()));
            }
        }
    }

    private void waitForQuiet() throws InterruptedException {
        long sinceNanos = System.nanoTime();
        while (!output.isDone()) {
            long quietNanos = Math.min(inbox.quiet().toNanos(), System.nanoTime() - sinceNanos);
            if (quietNanos >= wait.toNanos()) {
                return;
            }
            try {
                output.get(wait.toNanos() - quietNanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException changed) {
                // The loop looks again.
            }
        }
    }
}
