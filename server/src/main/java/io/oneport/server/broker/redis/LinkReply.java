package io.oneport.server.broker.redis;

import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What Redis replies, for threads that may wait for it. */
final class LinkReply {
    private LinkReply() {}

    /**
     * Waits for a reply. Blocks.
     *
     * @throws LinkException if there is none, or it is an error; the message says why
     */
    static <T> T await(CompletionStage<T> stage, long timeoutMillis) throws LinkException {
        try {
            return get(stage, timeoutMillis);
        } catch (LinkException e) {
            stage.toCompletableFuture().cancel(false);
            throw e;
        }
    }

    /**
     * Waits for a connection; one that comes later is closed. Blocks.
     *
     * @throws LinkException if there is none; the message says why
     */
    static <T extends StatefulConnection<?, ?>> T awaitConnection(CompletionStage<T> stage, long timeoutMillis)
            throws LinkException {
        try {
            return get(stage, timeoutMillis);
        } catch (LinkException e) {
            stage.thenAccept(StatefulConnection::closeAsync);
            throw e;
        }
    }

    private static <T> T get(CompletionStage<T> stage, long timeoutMillis) throws LinkException {
        try {
            return stage.toCompletableFuture().get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new LinkException(LinkException.rootMessage(e), e);
        } catch (TimeoutException e) {
            throw new LinkException("it does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException("interrupted", e);
        }
    }
}
