package io.oneport.client.sequence;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.Ending;
import io.oneport.client.blocking.Inbox;
import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.blocking.WebSocketConnection;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.net.Failures;
import io.oneport.protocol.CloseCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A named socket of the sequence since it speaks WebSocket to an echo. For one thread, which blocks. */
final class SequenceWebSocket {
    private final String name;
    private final WebSocketConnection connection;
    private final Inbox inbox;
    private final Duration timeout;
    private Optional<SocketMessage> last = Optional.empty();

    SequenceWebSocket(String name, WebSocketConnection connection, Inbox inbox, Duration timeout) {
        this.name = name;
        this.connection = connection;
        this.inbox = inbox;
        this.timeout = timeout;
    }

    String name() {
        return name;
    }

    @Nullable
    ConnectionEnds fiveTuple() {
        return connection.fiveTuple();
    }

    void send(SocketMessage message) throws IOException, InterruptedException {
        try {
            Await.of(connection.send(message), timeout, "the message could not be sent");
        } catch (IOException stuck) {
            throw new StepFailure(name + ": " + ending().orElse(stuck.getMessage()));
        }
    }

    /** Verifies that the next message is this one, type and payload. */
    void expect(SocketMessage sent) throws IOException, InterruptedException {
        try {
            last = inbox.next(timeout);
        } catch (SocketTimeoutException nothing) {
            throw notAnEcho(sent, Failures.reason(nothing));
        }
        if (last.isEmpty()) {
            throw notAnEcho(sent, Await.of(connection.ended()).sentence());
        }
        if (!last.get().equals(sent)) {
            throw notAnEcho(sent, "what came is " + SequenceMessages.describe(last.get()));
        }
    }

    void echo(SocketMessage message) throws IOException, InterruptedException {
        send(message);
        expect(message);
    }

    /** Whether this message came last, or waits here: for telling why a step has failed. */
    boolean got(SocketMessage message) throws InterruptedException {
        try {
            Optional<SocketMessage> next = last.isPresent() ? last : inbox.next(Duration.ZERO);
            while (next.isPresent() && !next.get().equals(message)) {
                next = inbox.next(Duration.ZERO);
            }
            return next.isPresent();
        } catch (SocketTimeoutException nothingMore) {
            return false;
        }
    }

    private StepFailure notAnEcho(SocketMessage sent, String came) {
        return new StepFailure(name + ": no echo: sent " + SequenceMessages.describe(sent) + ", but " + came
                + " (expected: the same message back; --ws-path names another echo)");
    }

    private Optional<String> ending() throws IOException, InterruptedException {
        return connection.ended().isDone()
                ? Optional.of(Await.of(connection.ended()).sentence())
                : Optional.empty();
    }

    /** Closes with 1000 and verifies both Close frames, the end of the connection, and that no message was left. */
    void close() throws IOException, InterruptedException {
        Ending ending = Await.of(connection.close(CloseCode.NORMAL, ""));
        if (!(ending instanceof Ending.Closed closed) || closed.code() != CloseCode.NORMAL) {
            throw new StepFailure(name + ": close: " + ending.sentence() + " (expected: a Close frame with 1000)");
        }
        if (!closed.endOfStream()) {
            throw new StepFailure(name + ": close: the server sent its Close frame but left the connection open");
        }
        Optional<SocketMessage> left = inbox.next(timeout);
        if (left.isPresent()) {
            throw new StepFailure(name + ": got a message that nobody sent: " + SequenceMessages.describe(left.get()));
        }
    }
}
