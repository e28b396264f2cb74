package io.oneport.client.blocking;

import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.Event;
import io.oneport.protocol.Units;
import io.oneport.protocol.json.BadMessageException;
import io.oneport.protocol.json.EventReader;
import io.oneport.protocol.json.JsonWriter;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that speaks {@code oneport.v1.json}: commands go out, events come in.
 *
 * <p>Assumes that one thread takes the events and closes; any thread sends. While that thread is behind, the
 * {@link Inbox} stops the socket, so memory is bounded.
 */
public final class TopicClient {
    private static final CommandId PING = new CommandId("are-you-there", false);
    private static final int EXCERPT_CHARS = 200;

    private final WebSocketConnection connection;
    private final Inbox inbox;
    private final Duration timeout;
    private final Duration pingAfter;
    /** Why this side has given the socket up; null if it has not. */
    private Ending.@Nullable Lost givenUp;

    TopicClient(WebSocketConnection connection, Inbox inbox, Duration timeout, Duration pingAfter) {
        this.connection = connection;
        this.inbox = inbox;
        this.timeout = timeout;
        this.pingAfter = pingAfter;
    }

    /**
     * Sends one command.
     *
     * @return kept once the system has taken the bytes; fails if the socket is closing or closed, which whoever takes
     *     the events is told too
     */
    public CompletableFuture<Void> send(Command command) {
        return connection.send(new SocketMessage.Text(new String(JsonWriter.bytes(command), StandardCharsets.UTF_8)));
    }

    /**
     * Waits for the next event. Types of events that this program does not know are passed over: servers may learn.
     *
     * <p>A server that has gone without a word is noticed: if nothing comes for long it is sent a ping, and if then
     * nothing comes within the timeout the socket is given up. Pongs are events too.
     *
     * @param answerDue whether an answer is due now; then nothing may come for no longer than the timeout
     * @return empty once the socket is at its end, and {@link #ending()} says how
     * @throws ProtocolException if what came is no event
     */
    public Optional<Event> next(boolean answerDue) throws IOException, InterruptedException {
        Optional<SocketMessage> message = nextMessage(answerDue);
        while (message.isPresent()) {
            Optional<Event> event = event(message.get());
            if (event.isPresent()) {
                return event;
            }
            message = nextMessage(answerDue);
        }
        return Optional.empty();
    }

    private Optional<SocketMessage> nextMessage(boolean answerDue) throws InterruptedException {
        boolean asked = answerDue;
        while (givenUp == null) {
            Duration patience = asked ? timeout : pingAfter;
            try {
                return inbox.next(patience);
            } catch (SocketTimeoutException nothing) {
                // A long message may be on its way still, and the server's own pings are no messages.
                boolean dead = connection.silence().compareTo(patience) >= 0;
                if (dead && asked) {
                    giveUp(answerDue);
                } else if (dead) {
                    send(new Command.Ping(PING));
                    asked = true;
                }
            }
        }
        return Optional.empty();
    }

    private void giveUp(boolean answerDue) {
        String late = "no answer within " + Units.text(timeout);
        givenUp =
                new Ending.Lost(answerDue ? late : "nothing for " + Units.text(pingAfter) + ", and to a ping " + late);
        connection.abort();
    }

    private static Optional<Event> event(SocketMessage message) throws ProtocolException {
        if (message instanceof SocketMessage.Text text) {
            try {
                return Optional.of(EventReader.event(text.text().getBytes(StandardCharsets.UTF_8)));
            } catch (BadMessageException unreadable) {
                // The reader has no other word for it.
                String why = String.valueOf(unreadable.getMessage());
                if (why.endsWith(" is no event")) {
                    return Optional.empty();
                }
                throw noEvent(why + ": " + excerpt(text.text()));
            }
        }
        throw noEvent("a binary message");
    }

    private static ProtocolException noEvent(String what) {
        return new ProtocolException("not an event of " + Command.SUBPROTOCOL + ": " + what);
    }

    private static String excerpt(String text) {
        String line = text.substring(0, Math.min(text.length(), EXCERPT_CHARS)).replaceAll("\\p{Cntrl}+", " ");
        return text.length() > EXCERPT_CHARS ? line + "…" : line;
    }

    /** How it ended; waits for that. */
    public Ending ending() throws IOException, InterruptedException {
        return givenUp != null ? givenUp : Await.of(connection.ended());
    }

    /** Closes with 1000 and drops what still comes. Waits for the end, for at most the timeout. */
    public Ending close() throws IOException, InterruptedException {
        connection.close(CloseCode.NORMAL, "");
        // Were it not taken, the socket would not be read up to the server's Close frame.
        while (inbox.next().isPresent()) {}
        return ending();
    }
}
