package io.oneport.server.features.topics;

import io.oneport.protocol.Event;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.ResponseStream;
import io.oneport.server.api.Status;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.session.Events;
import io.oneport.server.session.StreamSession;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One reader of topics over an endless answer. The answer begins once every topic has said where; until then the request
 * can still be refused. Confined to the socket's event loop.
 */
final class TopicStream extends TopicReader implements ResponseStream.Source {
    /** Over how long readers whose streams end together come back. */
    private static final long SPREAD_MILLIS = 10_000;

    private final StreamFormat format;
    private final boolean ownIds;
    private final ResponseStream.Form form;
    /** Several topics have one position together, which is told when something is lost. */
    private final boolean several;

    /** What the reader saw last in each topic, as it said it; empty if it did not say. */
    private final List<String> asked;

    /** Set when it begins, before anything is written. */
    @SuppressWarnings("NullAway.Init")
    private ResponseStream out;

    /** Set before the peer can take or end anything. */
    @SuppressWarnings("NullAway.Init")
    private StreamSession session;

    private @Nullable Expiry expiry;

    TopicStream(
            Exchange exchange,
            List<TopicName> topics,
            StreamFormat format,
            ResponseStream.Form form,
            List<String> asked) {
        super(exchange, topics);
        this.format = format;
        this.ownIds = format == StreamFormat.SSE_OF_SEVERAL;
        this.form = form;
        this.several = topics.size() > 1;
        this.asked = asked;
    }

    void session(StreamSession session) {
        this.session = session;
        exchange.whileWaiting(session::close, () -> {});
    }

    @Override
    public boolean begin(List<Start> starts) {
        if (exchange.over()) {
            return false;
        }
        for (Start start : starts) {
            Reset missed = start.toReset();
            if (format == StreamFormat.RAW && missed != null) {
                exchange.answer(Problem.of(
                        Status.GONE,
                        "History no longer reaches back to " + missed.asked() + ".",
                        json -> JsonWriter.reset(json, Events.reset(missed, ""))));
                return false;
            }
            positions.set(start.topic(), start.position());
        }
        out = exchange.stream(head(format), form, this);
        if (out.ended()) {
            return false; // the peer had closed its side already
        }
        expiry = Expiry.of(exchange.socket(), exchange.principal(), this::expired);
        write(format.open(positions.toString()));
        for (int i = 0; i < starts.size(); i++) {
            Start start = starts.get(i);
            MessageId lost = start.asked();
            if (lost != null) {
                String from = asked.isEmpty() ? lost.toString() : asked.get(i);
                write(format.reset(new Event.Reset(start.topic(), from, start.first(), positions.toString())));
            }
        }
        return true;
    }

    /** The head of the endless answer. */
    static Response head(StreamFormat format) {
        return Response.streamHead(format.contentType());
    }

    /** The reader can come back with another token. */
    private void expired() {
        write(format.expired());
        out.end("token expired");
    }

    @Override
    public void writableAgain() {
        session.writable();
    }

    @Override
    public void whenDelivered(Runnable action) {
        session.whenDelivered(action);
    }

    @Override
    public byte @Nullable [] comeBackIn(long millis) {
        return format.comeBackIn(millis);
    }

    @Override
    public void closed() {
        Expiry.cancel(expiry);
        session.close();
    }

    @Override
    public boolean writable() {
        return out.writable();
    }

    @Override
    public void write(Message message) {
        if (several) {
            positions.set(message.topic(), message.id());
        }
        if (ownIds) {
            out.write(StreamFormat.idLine(positions.toString()));
        }
        exchange.socket().countMessageOut();
        out.write(message.encoded(format));
    }

    private void write(byte @Nullable [] part) {
        if (part != null) {
            out.write(part);
        }
    }

    @Override
    public void reset(Reset reset) {
        positions.set(reset.topic(), reset.position());
        if (format == StreamFormat.RAW) {
            out.end("reset: history no longer reaches back to " + reset.asked());
        } else {
            write(format.reset(Events.reset(reset, positions.toString())));
        }
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void cutOff() {
        out.cutOff();
    }

    /** The streams of all topics may end at this moment: they say when to come back, at random. */
    @Override
    public void unavailable(Refusal refusal) {
        write(format.comeBackIn(ThreadLocalRandom.current().nextLong(SPREAD_MILLIS)));
        out.end(refusal.detail());
    }

    @Override
    public void missed(TopicName topic, long count) {
        write(format.missed(Events.missed(topic, count)));
    }

    @Override
    public void countDropped(int messages, boolean superseded) {
        exchange.socket().countDropped(messages, superseded);
    }
}
