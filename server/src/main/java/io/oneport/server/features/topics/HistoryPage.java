package io.oneport.server.features.topics;

import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Json;
import io.oneport.server.api.Response;
import io.oneport.server.auth.Bearer;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.session.Events;
import io.oneport.server.session.HistoryRead;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.StreamSession;
import io.oneport.server.session.TopicAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * One page of history: at once, or with the next message if there is nothing to give and the reader can wait. Confined to
 * the socket's event loop.
 *
 * <p>A page ends at {@code limit} messages or {@value #MAX_BYTES} bytes of payload, but has at least one message if there
 * is one; its position is where the next page begins. Several topics share it evenly. A long one is written in parts.
 *
 * <p>A reader that does not wait is not subscribed, so that reading creates no topic.
 */
final class HistoryPage extends TopicReader {
    /** Payload above which a page is written in parts, as the peer takes them. */
    private static final int SHORT_BYTES = 32 << 10;

    private static final int MAX_BYTES = 16 << 20;

    private final AnswerBudget budget;
    private final int limit;
    private final Duration wait;
    private final List<Message> messages = new ArrayList<>();
    private final List<Reset> resets = new ArrayList<>(0);
    private long bytes;
    /** Whether a message had no room: none that comes after it may be on this page. */
    private boolean full;
    /** Null if the reader does not wait. */
    private @Nullable StreamSession session;

    private @Nullable Future<?> timer;
    private @Nullable Expiry expiry;

    private HistoryPage(Exchange exchange, AnswerBudget budget, List<TopicName> topics, int limit, Duration wait) {
        super(exchange, topics);
        this.budget = budget;
        this.limit = limit;
        this.wait = wait;
    }

    /**
     * Answers a request for a page.
     *
     * @param budget what all long pages together may hold
     * @param since where to begin in each of the topics
     * @param limit the most messages
     * @param wait how long the reader waits for a message if there is none; may be zero
     */
    static void serve(
            Exchange exchange,
            AnswerBudget budget,
            TopicAccess topics,
            SessionSettings settings,
            List<TopicName> names,
            List<Since> since,
            int limit,
            Duration wait) {
        HistoryPage page = new HistoryPage(exchange, budget, names, limit, wait);
        exchange.whileWaiting(page::end, page::hurry);
        int worker = exchange.socket().worker();
        if (wait.isZero()) {
            HistoryRead.begin(topics, exchange.principal(), worker, names, since, limit, page);
        } else {
            page.session = StreamSession.open(topics, exchange.principal(), worker, names, since, page, settings);
        }
    }

    @Override
    public boolean begin(List<Start> starts) {
        List<Iterator<Message>> held = new ArrayList<>(starts.size());
        for (Start start : starts) {
            positions.set(start.topic(), start.position());
            Reset missed = start.toReset();
            if (missed != null) {
                resets.add(missed);
            }
            held.add(start.messages().iterator());
        }
        takeInTurn(held);
        if (!messages.isEmpty() || !resets.isEmpty() || wait.isZero() || exchange.goingAway() != null) {
            answer();
            return false;
        }
        exchange.waitsFor(wait);
        timer = exchange.socket().schedule(this::answer, wait);
        expiry = Expiry.of(exchange.socket(), exchange.principal(), this::expired);
        return true;
    }

    /** One of each topic by turns: else a busy topic would fill every page, and the others' messages never come. */
    private void takeInTurn(List<Iterator<Message>> topics) {
        while (!topics.isEmpty()) {
            for (Iterator<Iterator<Message>> each = topics.iterator(); each.hasNext(); ) {
                Iterator<Message> next = each.next();
                if (!next.hasNext()) {
                    each.remove();
                } else if (!add(next.next())) {
                    return;
                }
            }
        }
    }

    /** Adds a message if there is room for it. */
    private boolean add(Message message) {
        int length = message.payload().bytes().length;
        full |= messages.size() >= limit || !messages.isEmpty() && bytes + length > MAX_BYTES;
        if (full) {
            return false;
        }
        messages.add(message);
        bytes += length;
        positions.set(message.topic(), message.id());
        return true;
    }

    @Override
    public void write(Message message) {
        add(message);
    }

    @Override
    public void missed(TopicName topic, long count) {
        throw new IllegalStateException("always writable, so nothing is dropped");
    }

    @Override
    public void reset(Reset reset) {
        resets.add(reset);
        positions.set(reset.topic(), reset.position());
    }

    @Override
    public void flush() {
        if (!messages.isEmpty() || !resets.isEmpty()) {
            answer();
        }
    }

    private void answer() {
        end();
        if (exchange.over() || exchange.answered()) {
            return;
        }
        if (bytes <= SHORT_BYTES) {
            exchange.answer(Response.json(Json.bytes(json -> {
                json.writeStartObject();
                json.writeArrayPropertyStart("messages");
                for (Message message : messages) {
                    json.writeStartObject();
                    JsonWriter.message(json, message.toEvent());
                    json.writeEndObject();
                }
                json.writeEndArray();
                members(json);
                json.writeEndObject();
            })));
        } else if (budget.take(bytes)) {
            LongPage.write(exchange, budget, messages, lastMembers());
        } else {
            exchange.answer(budget.refusal());
        }
    }

    private void members(JsonGenerator json) {
        json.writeStringProperty("position", positions.toString());
        if (!resets.isEmpty()) {
            json.writeArrayPropertyStart("resets");
            for (Reset reset : resets) {
                json.writeStartObject();
                JsonWriter.reset(json, Events.reset(reset, ""));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    /** The members that follow the messages, without the brace that opens an object. */
    private String lastMembers() {
        byte[] object = JsonWriter.bytes(json -> {
            json.writeStartObject();
            members(json);
            json.writeEndObject();
        });
        return new String(object, 1, object.length - 1, StandardCharsets.UTF_8);
    }

    /** The server wants to stop: what there is now is the answer. */
    private void hurry() {
        if (positions.complete()) {
            answer();
        }
    }

    private void expired() {
        end();
        if (!exchange.over() && !exchange.answered()) {
            exchange.answer(Bearer.invalid("expired"));
        }
    }

    private void end() {
        Expiry.cancel(expiry);
        if (timer != null) {
            timer.cancel(false);
        }
        if (session != null) {
            session.close();
        }
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void unavailable(Refusal refusal) {
        end();
        if (!exchange.over() && !exchange.answered()) {
            exchange.answer(Refusals.of(refusal));
        }
    }

    @Override
    public void cutOff() {
        throw new IllegalStateException("always writable, so nothing waits");
    }

    @Override
    public void countDropped(int messages, boolean superseded) {
        throw new IllegalStateException("always writable, so nothing waits");
    }
}
