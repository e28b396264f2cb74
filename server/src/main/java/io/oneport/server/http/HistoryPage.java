package io.oneport.server.http;

import io.netty.util.concurrent.ScheduledFuture;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.session.Events;
import io.oneport.server.session.Positions;
import io.oneport.server.session.StreamSession;
import io.oneport.server.topic.Message;
import io.oneport.server.topic.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One page of history, at once or, if there is nothing to give and the reader can wait, with the first message that is
 * published. Confined to the socket's event loop.
 */
final class HistoryPage implements StreamSession.Reader {
    private final Exchange exchange;
    private final int limit;
    private final Duration wait;
    private final Positions positions;
    private final List<Message> messages = new ArrayList<>();
    private final List<Start> resets = new ArrayList<>(0);
    private StreamSession session;
    private ScheduledFuture<?> timer;

    HistoryPage(Exchange exchange, List<TopicName> topics, int limit, Duration wait) {
        this.exchange = exchange;
        this.limit = limit;
        this.wait = wait;
        this.positions = new Positions(topics);
    }

    void session(StreamSession session) {
        this.session = session;
        exchange.whileWaiting(this::end, this::hurry);
    }

    @Override
    public boolean begin(List<Start> starts) {
        for (Start start : starts) {
            positions.set(start.topic(), start.position());
            if (start.reset()) {
                resets.add(start);
            }
            start.messages().forEach(this::add);
        }
        if (!messages.isEmpty() || !resets.isEmpty() || wait.isZero() || exchange.goingAway() != null) {
            answer();
            return false;
        }
        exchange.waitsFor(wait);
        timer = exchange.executor().schedule(this::answer, wait.toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }

    private void add(Message message) {
        if (messages.size() < limit) {
            messages.add(message);
            positions.set(message.topic(), message.id());
        }
    }

    @Override
    public void write(Message message) {
        add(message);
    }

    @Override
    public void flush() {
        if (!messages.isEmpty()) {
            answer();
        }
    }

    private void answer() {
        end();
        if (!exchange.over()) {
            exchange.answer(Answer.json(Json.bytes(json -> {
                json.writeStartObject();
                json.writeArrayPropertyStart("messages");
                for (Message message : messages) {
                    json.writeStartObject();
                    JsonWriter.message(json, message.toEvent());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeStringProperty("position", positions.toString());
                if (!resets.isEmpty()) {
                    json.writeArrayPropertyStart("resets");
                    for (Start reset : resets) {
                        json.writeStartObject();
                        JsonWriter.reset(json, Events.reset(reset, ""));
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }
                json.writeEndObject();
            })));
        }
    }

    /** The server wants to stop: what there is now is the answer. */
    private void hurry() {
        if (positions.complete()) {
            answer();
        }
    }

    private void end() {
        if (timer != null) {
            timer.cancel(false);
        }
        session.close();
    }

    @Override
    public void refused(ErrorCode code, String detail) {
        if (!exchange.over()) {
            exchange.answer(TopicPaths.refused(code, detail));
        }
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void cutOff() {
        throw new IllegalStateException("always writable, so nothing waits");
    }

    @Override
    public void countDropped(int count) {
        throw new IllegalStateException("always writable, so nothing waits");
    }
}
