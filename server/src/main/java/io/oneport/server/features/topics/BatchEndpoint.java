package io.oneport.server.features.topics;

import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.HeaderText;
import io.oneport.server.api.MediaType;
import io.oneport.server.api.MessageBody;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Status;
import io.oneport.server.session.TopicAccess;
import java.util.List;

/** Publishes a batch: one publication a line, one result a line. A bad line spoils no other. */
record BatchEndpoint(TopicAccess topics, int bodyLimit) implements Endpoint {
    @Override
    public void handle(Exchange exchange) {
        topics.requireParameters(exchange.request().queryNames(), List.of());
        HeaderText.requireNone(
                exchange.request(), "none with a batch: each line has its own", "Event", "TTL", "Idempotency-Key");
        HeaderText.requireNone(
                exchange.request(),
                "none: a batch is published whole, and has no versions",
                PublishEndpoint.MEANINGLESS);
        String given = HeaderText.single(exchange.request(), "content-type");
        String type = given == null ? "none" : given;
        if (!MediaType.is(type, MediaType.JSON_LINES)
                && MediaType.JSON_LINES_TOO.stream().noneMatch(other -> MediaType.is(type, other))) {
            exchange.answer(Problem.of(
                    Status.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: " + type + " (expected: " + MediaType.JSON_LINES + ", one message a line)."));
            return;
        }
        if (!MessageBody.isUtf8(type)) {
            exchange.answer(Problem.of(
                    Status.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: " + type + " (expected: UTF-8, which JSON has no other charset than)."));
            return;
        }
        byte[] body = ContentCoding.decoded(exchange, bodyLimit, "max-body");
        if (body != null && !Refusals.tooMany(exchange, topics, lines(body))) {
            new Batch(exchange, body, topics).begin();
        }
    }

    private static int lines(byte[] body) {
        int lines = 1;
        for (int i = 0; i < body.length - 1; i++) {
            lines += body[i] == '\n' ? 1 : 0;
        }
        return lines;
    }
}
