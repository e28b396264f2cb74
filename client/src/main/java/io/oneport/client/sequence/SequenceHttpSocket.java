package io.oneport.client.sequence;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.ClientConnection;
import io.oneport.client.blocking.Inbox;
import io.oneport.client.blocking.WebSocketConnection;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.net.HttpAnswer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A named socket of the sequence as long as it speaks HTTP. For one thread, which blocks. */
final class SequenceHttpSocket {
    private final String name;
    private final ClientConnection connection;
    private final Sockets sockets;

    SequenceHttpSocket(String name, ClientConnection connection, Sockets sockets) {
        this.name = name;
        this.connection = connection;
        this.sockets = sockets;
    }

    String name() {
        return name;
    }

    @Nullable
    ConnectionEnds fiveTuple() {
        return connection.fiveTuple();
    }

    /** Sends a plain GET; what it promises goes into {@link #verify}. */
    Future<HttpAnswer> ask(boolean keepAlive) {
        return connection.get(sockets.httpPath(), keepAlive, sockets.headers());
    }

    /** Waits for the answer and verifies that it is a 200. */
    HttpAnswer verify(Future<HttpAnswer> asked) throws IOException, InterruptedException {
        HttpAnswer answer;
        try {
            answer = Await.of(asked);
        } catch (IOException none) {
            throw new StepFailure(name + ": GET " + sockets.httpPath() + ": " + none.getMessage());
        }
        if (answer.status() != 200) {
            throw new StepFailure(name + ": GET " + sockets.httpPath() + ": " + answer.sentence()
                    + " (expected: 200; --http-path names another page)");
        }
        return answer;
    }

    /** Verifies that the server closes this socket, without our doing. */
    void verifyClosed() throws IOException, InterruptedException {
        Await.of(connection.closed(), sockets.timeout(), name + ": the server did not close after Connection: close");
    }

    /** A handshake under way. */
    record Upgrade(CompletableFuture<WebSocketConnection> promise, Inbox inbox) {}

    /** Asks to upgrade. */
    Upgrade askUpgrade() {
        Inbox inbox = new Inbox();
        return new Upgrade(connection.upgrade(sockets.handshake(), inbox), inbox);
    }

    /** Waits for the 101, which the handshake verifies. */
    SequenceWebSocket verify(Upgrade asked) throws IOException, InterruptedException {
        try {
            return new SequenceWebSocket(name, Await.of(asked.promise()), asked.inbox(), sockets.timeout());
        } catch (IOException refused) {
            throw new StepFailure(name + ": upgrade on " + sockets.echo().path() + ": " + refused.getMessage());
        }
    }
}
