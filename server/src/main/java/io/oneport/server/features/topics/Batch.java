package io.oneport.server.features.topics;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import io.oneport.protocol.Publication;
import io.oneport.protocol.json.BadMessageException;
import io.oneport.protocol.json.CommandReader;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.MediaType;
import io.oneport.server.api.Response;
import io.oneport.server.api.ResponseBody;
import io.oneport.server.api.Status;
import io.oneport.server.broker.Refusal;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import io.oneport.server.session.Events;
import io.oneport.server.session.TopicAccess;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch of publications: reads it line by line, as far as the turn's budget, the topics' readers and the peer that
 * takes the results allow, and answers with one result a line, in order. Confined to the socket's event loop.
 */
final class Batch implements Work {
    /** Lines that have no result yet, or whose result the peer has not taken. */
    private static final int MAX_UNDER_WAY = 256;

    /** Results up to this length are an answer of known length; longer ones are written as they come. */
    private static final int SHORT_BYTES = 16 << 10;

    /** Lines before other work has its turn. */
    private static final int PART_LINES = 64;

    /** Bad lines that are explained; a million of them must not become an answer of a hundred megabytes. */
    private static final int MAX_EXPLAINED = 100;

    private final Exchange exchange;
    private final TopicAccess topics;
    private final byte[] body;
    private final Deque<Result> results = new ArrayDeque<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    /** Null before the first result is there. */
    private @Nullable ResponseBody out;

    private int position;
    private int line;
    private int explained;
    private boolean queued;
    private boolean over;

    /** The result of one line, once it is there. */
    private static final class Result {
        private @Nullable Event event;
    }

    Batch(Exchange exchange, byte[] body, TopicAccess topics) {
        this.exchange = exchange;
        this.topics = topics;
        this.body = body;
    }

    void begin() {
        exchange.whileWaiting(() -> over = true, () -> {});
        goOn();
    }

    private void goOn() {
        if (!queued && !over) {
            queued = true;
            exchange.socket().work().add(this);
        }
    }

    @Override
    public boolean work(TurnBudget budget) {
        over |= exchange.over();
        int read = 0;
        while (!over && read < PART_LINES && mayRead() && budget.left()) {
            int before = position;
            readLine();
            budget.use(TurnBudget.DELIVERY, position - before);
            read++;
        }
        if (!over) {
            writeResults();
        }
        queued = !over && mayRead() && takesResults();
        return queued;
    }

    private boolean mayRead() {
        return position < body.length && results.size() < MAX_UNDER_WAY;
    }

    private boolean takesResults() {
        return out == null || out.writable();
    }

    private void readLine() {
        int start = position;
        int end = start;
        boolean blank = true;
        while (end < body.length && body[end] != '\n') {
            blank &= body[end] == ' ' || body[end] == '\t' || body[end] == '\r';
            end++;
        }
        position = Math.min(end + 1, body.length);
        line++;
        if (!blank) {
            publish(start, end - start);
        }
    }

    private void publish(int start, int length) {
        Result result = new Result();
        results.add(result);
        try {
            Publication publication = CommandReader.publication(body, start, length);
            int number = line;
            topics.publish(exchange.principal(), exchange.socket().worker(), publication, done -> {
                result.event = done instanceof Refusal refusal
                        ? error(refusal.code(), refusal.detail(), number)
                        : Events.published(null, publication.topic(), done);
                goOn();
            });
        } catch (BadMessageException bad) {
            result.event = explained++ < MAX_EXPLAINED
                    ? bad.event(line)
                    : error(bad.event(line).code(), "see the lines before", line);
        }
    }

    private static Event.Error error(ErrorCode code, String detail, int line) {
        return new Event.Error(null, code, detail, line, -1);
    }

    private void writeResults() {
        for (Event next = nextEvent(); next != null && takesResults(); next = nextEvent()) {
            results.remove();
            lines.writeBytes(JsonWriter.bytes(next));
            lines.write('\n');
            if (lines.size() > SHORT_BYTES) {
                writeLines();
            }
        }
        if (position == body.length && results.isEmpty()) {
            end();
        } else if (out != null) {
            writeLines();
            out.flush();
        }
    }

    /** The event of the first result that is not written; null if it is not there yet. */
    private @Nullable Event nextEvent() {
        Result first = results.peek();
        return first == null ? null : first.event;
    }

    private void writeLines() {
        if (out == null) {
            out = exchange.answerInParts(Response.head(MediaType.JSON_LINES, Map.of()));
            out.onWritable(this::goOn);
        }
        out.write(lines.toByteArray());
        lines.reset();
    }

    private void end() {
        over = true;
        if (out == null) {
            exchange.answer(Response.of(Status.OK, MediaType.JSON_LINES, lines.toByteArray(), Map.of()));
        } else {
            writeLines();
            out.end();
        }
    }

    @Override
    public boolean failed(Throwable cause) {
        queued = false;
        over = true;
        exchange.socket().failed(cause);
        return false;
    }
}
