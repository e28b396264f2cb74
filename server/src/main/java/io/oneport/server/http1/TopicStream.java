package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.oneport.protocol.Event;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.session.Events;
import io.oneport.server.session.StreamSession;
import java.util.List;
import java.util.Map;

/**
 * One reader of topics over an endless answer. The answer begins once every topic has said where; until then the request
 * can still be refused. Confined to the socket's event loop.
 */
final class TopicStream extends TopicReader {
    private static final AsciiString BUFFERING = AsciiString.cached("x-accel-buffering");

    private static final Map<AsciiString, String> UNTIL_CLOSE = Map.of(
            HttpHeaderNames.CACHE_CONTROL,
            "no-store",
            BUFFERING,
            "no"); // or nginx, in front of us, would hold messages back
    private static final Map<AsciiString, String> CHUNKED = Map.of(
            HttpHeaderNames.CACHE_CONTROL, "no-store", BUFFERING, "no", HttpHeaderNames.TRANSFER_ENCODING, "chunked");

    private final StreamFormat format;
    private final boolean ownIds;
    /** Several topics have one position together, which is told when something is lost. */
    private final boolean several;

    private final StreamHandler handler;
    /** What the reader saw last in each topic, as it said it; empty if it did not say. */
    private final List<String> asked;

    private final boolean chunked;
    private StreamSession session;

    TopicStream(
            Exchange exchange,
            List<TopicName> topics,
            StreamFormat format,
            StreamHandler handler,
            List<String> asked,
            boolean chunked) {
        super(exchange, topics);
        this.format = format;
        this.ownIds = format == StreamFormat.SSE_OF_SEVERAL;
        this.several = topics.size() > 1;
        this.handler = handler;
        this.asked = asked;
        this.chunked = chunked;
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
        if (exchange.goingAway() != null) {
            exchange.answer(Problem.of(HttpResponseStatus.SERVICE_UNAVAILABLE, exchange.goingAway()));
            return false;
        }
        for (Start start : starts) {
            if (format == StreamFormat.RAW && start.reset()) {
                exchange.answer(Problem.of(
                        HttpResponseStatus.GONE,
                        "History no longer reaches back to " + start.asked() + ".",
                        json -> JsonWriter.reset(json, Events.reset(start.toReset(), ""))));
                return false;
            }
            positions.set(start.topic(), start.position());
        }
        handler.session(session);
        exchange.handOver(head(format, chunked), new StreamStage(format.protocol(), handler));
        if (handler.ended()) {
            return false; // the peer had closed its side already
        }
        write(format.open(positions.toString()));
        for (int i = 0; i < starts.size(); i++) {
            Start start = starts.get(i);
            if (start.reset()) {
                String from = asked.isEmpty() ? start.asked().toString() : asked.get(i);
                write(format.reset(new Event.Reset(start.topic(), from, start.first(), positions.toString())));
            }
        }
        return true;
    }

    /**
     * How the endless answer begins.
     *
     * @param chunked whether its body comes in chunks, or ends with the connection
     */
    static Answer head(StreamFormat format, boolean chunked) {
        return Answer.endless(format.contentType(), chunked ? CHUNKED : UNTIL_CLOSE);
    }

    @Override
    public boolean writable() {
        return handler.writable();
    }

    @Override
    public void write(Message message) {
        if (several) {
            positions.set(message.topic(), message.id());
        }
        if (ownIds) {
            handler.write(StreamFormat.idLine(positions.toString()));
        }
        exchange.socket().countMessageOut();
        handler.write(message.encoded(format));
    }

    private void write(byte[] chunk) {
        if (chunk != null) {
            handler.write(chunk);
        }
    }

    @Override
    public void reset(Reset reset) {
        positions.set(reset.topic(), reset.position());
        if (format == StreamFormat.RAW) {
            handler.finish("reset: history no longer reaches back to " + reset.asked());
        } else {
            write(format.reset(Events.reset(reset, positions.toString())));
        }
    }

    @Override
    public void flush() {
        handler.flush();
    }

    @Override
    public void cutOff() {
        handler.cutOff();
    }

    @Override
    public void missed(TopicName topic, long count) {
        write(format.missed(Events.missed(topic, count)));
    }

    @Override
    public void countDropped(int messages) {
        exchange.socket().countDropped(messages);
    }
}
