package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.Topics;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicTarget;
import java.util.List;

/** Publishes a batch: one publication a line, one result a line. A bad line spoils no other. */
record BatchEndpoint(Topics topics, SessionSettings settings, Origins origins, int bodyLimit) implements Endpoint {
    private static final AsciiString JSON_LINES = AsciiString.cached("application/x-ndjson");

    @Override
    public void handle(Exchange exchange) {
        if (TopicPaths.refusesOrigin(exchange, origins)) {
            return;
        }
        TopicTarget.requireParameters(exchange.queryNames(), List.of());
        String given = HeaderText.single(exchange.request().headers(), HttpHeaderNames.CONTENT_TYPE);
        String type = given == null ? "none" : given;
        if (!MediaType.is(type, JSON_LINES)) {
            exchange.answer(Problem.of(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type: " + type + " (expected: " + JSON_LINES + ", one message a line)."));
            return;
        }
        byte[] body = ContentCoding.decoded(exchange, bodyLimit, "max-body");
        if (body != null) {
            new Batch(exchange, body, topics, settings.maxMessageBytes(), JSON_LINES).begin();
        }
    }
}
