package io.oneport.client.pub;

import io.oneport.client.blocking.TopicClient;
import io.oneport.client.cli.Lines;
import io.oneport.client.cli.LocalFailure;
import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.Event;
import io.oneport.protocol.Payload;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes each line of an input over one WebSocket. A command's id is the number of its line.
 *
 * <p>Two threads: one reads lines and sends them, as long as the {@link UnansweredLines} has room; the caller's takes the answers.
 * The first is a daemon, since nothing wakes a thread that reads standard input.
 */
final class LinePublisher {
    /** Enough to keep a server busy across a long line, little enough to hold in memory. */
    private static final int MAX_UNANSWERED = 256;

    private static final long MAX_UNANSWERED_BYTES = 1 << 20;
    private static final CommandId END = new CommandId("end", false);

    private final TopicClient socket;
    private final MessageTemplate form;
    private final Lines lines;
    private final Receipts receipts;
    private final UnansweredLines window = new UnansweredLines(MAX_UNANSWERED, MAX_UNANSWERED_BYTES);
    private volatile @Nullable IOException inputFailure;

    LinePublisher(TopicClient socket, MessageTemplate form, Lines lines, Receipts receipts) {
        this.socket = socket;
        this.form = form;
        this.lines = lines;
        this.receipts = receipts;
    }

    /**
     * Runs until the input has ended and every line is answered. To be called once.
     *
     * @return whether all were published; those that were not are told
     * @throws LocalFailure if the input can't be read; what came before is answered then
     * @throws IOException if the WebSocket ended before; the message names the lines without an answer
     */
    boolean run() throws IOException, InterruptedException {
        Thread input = new Thread(this::sendAll, "pub-input");
        input.setDaemon(true);
        input.start();
        boolean inputEnded = false;
        boolean allPublished = true;
        while (!inputEnded || !window.isEmpty()) {
            Event event = next();
            if (event instanceof Event.Published published) {
                answered(published.re());
                receipts.published(published);
            } else if (event instanceof Event.Error error && !END.equals(error.re())) {
                receipts.refused(answered(error.re()), error);
                allPublished = false;
            } else if (isEnd(event)) {
                inputEnded = true;
            }
        }
        socket.close();
        if (inputFailure != null) {
            throw inputFailure;
        }
        return allPublished;
    }

    /** Whatever answers the last command, be it that the server knows no pings. */
    private static boolean isEnd(Event event) {
        return event instanceof Event.Pong pong && pong.re().equals(END)
                || event instanceof Event.Error error && END.equals(error.re());
    }

    private Event next() throws IOException, InterruptedException {
        Optional<Event> event = socket.next(!window.isEmpty());
        if (event.isEmpty()) {
            String unanswered =
                    window.lines().map(which -> "; no answer to " + which).orElse("");
            throw new IOException("connection lost: " + socket.ending().sentence() + unanswered);
        }
        return event.get();
    }

    /** The line that a command's id stands for. */
    private long answered(@Nullable CommandId re) throws ProtocolException {
        if (re != null && re.number()) {
            long line = Long.parseLong(re.text());
            if (window.answered(line)) {
                return line;
            }
        }
        throw new ProtocolException("the server answered an unknown command: re: " + (re == null ? "none" : re.text()));
    }

    private void sendAll() {
        long line = 0;
        try {
            Optional<byte[]> next = lines.next();
            while (next.isPresent()) {
                line++;
                window.enter(line, next.get().length);
                socket.send(new Command.Publish(CommandId.of(line), form.of(Payload.of(next.get()), null)));
                next = lines.next();
            }
        } catch (LocalFailure told) {
            inputFailure = new LocalFailure("line " + (line + 1) + ": " + told.getMessage());
        } catch (IOException failure) {
            inputFailure = new LocalFailure("standard input: " + failure.getMessage());
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        } finally {
            // Its answer wakes whoever takes the answers.
            socket.send(new Command.Ping(END));
        }
    }
}
