package io.oneport.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import io.oneport.protocol.Publication;
import io.oneport.protocol.json.BadMessageException;
import io.oneport.protocol.json.CommandReader;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.access.Origins;
import io.oneport.server.session.Events;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicTarget;
import io.oneport.server.topic.PublishResult;
import io.oneport.server.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Publishes a batch: one publication a line, one result a line. A bad line spoils no other. */
record BatchEndpoint(Topics topics, SessionSettings settings, Origins origins, int bodyLimit) implements Endpoint {
    private static final AsciiString JSON_LINES = AsciiString.cached("application/x-ndjson");

    @Override
    public void handle(Exchange exchange) {
        if (TopicPaths.refusesOrigin(exchange, origins)) {
            return;
        }
        TopicTarget.requireParameters(exchange.queryNames(), List.of());
        String type = exchange.request().headers().get(HttpHeaderNames.CONTENT_TYPE, "none");
        if (!MediaType.is(type, JSON_LINES)) {
            exchange.answer(Problem.of(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: " + type + " (expected: " + JSON_LINES + ", one message a line)."));
            return;
        }
        byte[] body = ContentCoding.decoded(exchange, bodyLimit, "max-body");
        if (body != null) {
            new Batch(exchange).publishAll(body);
        }
    }

    /** The results of one batch, as they come in. */
    private final class Batch {
        private final Exchange exchange;
        private final List<Event> results = new ArrayList<>();
        private int missing = 1; // one for the reading itself

        private Batch(Exchange exchange) {
            this.exchange = exchange;
        }

        void publishAll(byte[] body) {
            int number = 0;
            for (int start = 0; start < body.length; ) {
                int end = start;
                while (end < body.length && body[end] != '\n') {
                    end++;
                }
                number++;
                if (!new String(body, start, end - start, StandardCharsets.UTF_8).isBlank()) {
                    publish(body, start, end - start, number);
                }
                start = end + 1;
            }
            arrived();
        }

        private void publish(byte[] body, int start, int length, int line) {
            int index = results.size();
            results.add(null);
            try {
                Publication publication = CommandReader.publication(body, start, length);
                int bytes = publication.payload().bytes().length;
                if (bytes > settings.maxMessageBytes()) {
                    results.set(
                            index,
                            error(
                                    line,
                                    ErrorCode.TOO_LARGE,
                                    "data of " + bytes + " bytes (expected: " + settings.maxMessageBytes()
                                            + " at most, max-message)"));
                    return;
                }
                missing++;
                topics.publish(exchange.socket().worker(), publication, result -> {
                    results.set(
                            index,
                            result instanceof PublishResult.Refused refused
                                    ? error(line, refused.code(), refused.detail())
                                    : Events.published(null, publication.topic(), result));
                    arrived();
                });
            } catch (BadMessageException bad) {
                results.set(index, bad.event(line));
            }
        }

        private void arrived() {
            missing--;
            if (missing == 0 && !exchange.over()) {
                ByteArrayOutputStream lines = new ByteArrayOutputStream();
                for (Event result : results) {
                    lines.writeBytes(JsonWriter.bytes(result));
                    lines.write('\n');
                }
                exchange.answer(new Answer(HttpResponseStatus.OK, JSON_LINES, lines.toByteArray(), Map.of()));
            }
        }

        private static Event.Error error(int line, ErrorCode code, String detail) {
            return new Event.Error(null, code, detail, line, -1);
        }
    }
}
