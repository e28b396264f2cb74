package io.oneport.client.sub;

import io.oneport.client.blocking.Ending;
import io.oneport.client.blocking.TopicClient;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import io.oneport.protocol.TopicName;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows topics across lost connections, so that of each topic every message is printed once, in order.
 *
 * <p>All in the caller's thread: while it prints nothing is taken, what is not taken stops the socket, and what was taken
 * is printed before anything is asked for again.
 */
final class Follower {
    private final ReadPositions positions;
    private final Printer printer;
    private final FollowerStatus status;
    private final Reconnection reconnection;
    private long left;
    private boolean done;
    private boolean subscribedBefore;
    /** Why the server can't subscribe a topic now that it had subscribed before; {@code null} if it can. */
    private @Nullable String unavailable;

    /** The topics whose subscription is not answered yet, by the id of the command. */
    private final Map<CommandId, TopicName> asked = new HashMap<>();

    /** @param count after how many messages to stop */
    Follower(ReadPositions positions, Printer printer, FollowerStatus status, Reconnection reconnection, long count) {
        this.positions = positions;
        this.printer = printer;
        this.status = status;
        this.reconnection = reconnection;
        this.left = count;
    }

    /**
     * Runs until all messages that were wanted are printed, or nobody reads them. To be called once.
     *
     * @param first where to begin
     * @throws GaveUpException if connections are lost for too long
     * @throws IOException if the server refuses something, or breaks the protocol
     */
    void run(TopicClient first) throws IOException, InterruptedException {
        TopicClient socket = first;
        follow(socket);
        while (!done) {
            String why = why(socket);
            socket = reconnection.afterLoss(why);
            follow(socket);
        }
        socket.close();
    }

    /** Why another socket is needed. */
    private String why(TopicClient socket) throws IOException, InterruptedException {
        String refused = unavailable;
        if (refused != null) {
            unavailable = null;
            socket.close();
            return refused;
        }
        Ending ending = socket.ending();
        requireWorthRetrying(ending);
        return ending.sentence();
    }

    /** Returns when all is done, or the socket is at its end or of no use. */
    private void follow(TopicClient socket) throws IOException, InterruptedException {
        subscribe(socket);
        Optional<Event> event = socket.next(true);
        while (event.isPresent()) {
            handle(event.get());
            if (done || unavailable != null) {
                return;
            }
            event = socket.next(!asked.isEmpty());
        }
    }

    private void subscribe(TopicClient socket) {
        asked.clear();
        for (TopicName topic : positions.topics()) {
            CommandId id = CommandId.of(asked.size() + 1);
            asked.put(id, topic);
            socket.send(new Command.Subscribe(id, topic, positions.since(topic)));
        }
    }

    private void handle(Event event) throws IOException {
        if (event instanceof Event.Message message) {
            message(message);
        } else if (event instanceof Event.Subscribed subscribed) {
            subscribed(subscribed);
        } else if (event instanceof Event.Reset reset) {
            reset(reset);
        } else if (event instanceof Event.Missed missed) {
            status.missed(missed);
            done = !printer.missed(missed);
        } else if (event instanceof Event.Error error) {
            error(error);
        }
    }

    private void message(Event.Message message) throws IOException {
        if (!positions.advance(message)) {
            return;
        }
        reconnection.delivered();
        left--;
        done = !printer.message(message) || left == 0;
    }

    private void subscribed(Event.Subscribed subscribed) {
        positions.subscribed(subscribed);
        if (asked.remove(subscribed.re()) != null && asked.isEmpty()) {
            reconnection.over();
            if (subscribedBefore) {
                status.resumed();
            } else {
                status.subscribed();
            }
            subscribedBefore = true;
        }
    }

    private void reset(Event.Reset reset) throws IOException {
        try {
            positions.reset(reset);
        } catch (IllegalArgumentException unreadable) {
            throw new ProtocolException("the server sent a wrong reset: " + unreadable.getMessage());
        }
        status.reset(reset);
        done = !printer.reset(reset);
    }

    /**
     * Only a subscription can be refused; a server that knows no pings is still there. One that has served the topics before
     * will do so again.
     */
    private void error(Event.Error error) throws ProtocolException {
        TopicName topic = error.re() == null ? null : asked.get(error.re());
        if (topic != null || error.re() == null) {
            String detail = error.detail().replaceAll("\\p{Cntrl}+", " ");
            String what = (topic == null ? "" : topic + ": ") + error.code().text() + ": " + detail;
            if (topic == null || error.code() != ErrorCode.UNAVAILABLE || !subscribedBefore) {
                throw new ProtocolException(what);
            }
            unavailable = what;
        }
    }

    /** Some ends would come again each time: one side broke the protocol, or the server says what it won't have. */
    private static void requireWorthRetrying(Ending ending) throws ProtocolException {
        if (ending instanceof Ending.Broken
                || ending instanceof Ending.Closed closed && closed.byServer() && isFinal(closed.code())) {
            throw new ProtocolException(ending.sentence());
        }
    }

    private static boolean isFinal(int code) {
        return switch (code) {
            case CloseCode.PROTOCOL_ERROR,
                    CloseCode.UNSUPPORTED_DATA,
                    CloseCode.INVALID_PAYLOAD,
                    CloseCode.POLICY_VIOLATION,
                    CloseCode.MESSAGE_TOO_BIG,
                    CloseCode.MANDATORY_EXTENSION -> true;
            default -> false;
        };
    }
}
