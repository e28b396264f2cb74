package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Setting;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Topics;
import io.oneport.server.session.Events;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicTarget;
import java.util.List;
import java.util.Map;

/** Publishes a request's body. */
record PublishEndpoint(Topics topics, SessionSettings settings, Origins origins) implements Endpoint {
    /** What curl and HTML forms say of any body unless they are told otherwise; so it says nothing of this one. */
    private static final String FORM = "application/x-www-form-urlencoded";

    @Override
    public int bodyLimit() {
        return settings.maxMessageBytes();
    }

    @Override
    public String bodyLimitSetting() {
        return "max-message";
    }

    @Override
    public void handle(Exchange exchange) {
        if (TopicPaths.refusesOrigin(exchange, origins)) {
            return;
        }
        TopicTarget target = TopicTarget.parse(exchange.path(), 1);
        Setting.require(target.suffix().isEmpty(), "suffix", target.suffix(), "none, to publish");
        TopicTarget.requireParameters(exchange.queryNames(), List.of());
        HttpHeaders headers = exchange.request().headers();
        String contentType = HeaderText.single(headers, HttpHeaderNames.CONTENT_TYPE);
        String event = HeaderText.single(headers, "Event");
        String ttl = HeaderText.single(headers, "TTL");
        String key = HeaderText.single(headers, "Idempotency-Key");
        byte[] body = ContentCoding.decoded(exchange, settings.maxMessageBytes(), "max-message");
        if (body == null) {
            return;
        }
        Publication publication = new Publication(
                target.topics().get(0),
                Payload.of(body),
                contentType != null && MediaType.is(contentType, FORM) ? null : contentType,
                event,
                ttl == null ? null : Publication.ttl(ttl),
                key);
        topics.publish(exchange.socket().worker(), publication, result -> {
            if (!exchange.over()) {
                exchange.answer(answer(publication, result));
            }
        });
    }

    private static Answer answer(Publication publication, PublishResult result) {
        if (result instanceof Refusal refusal) {
            return TopicPaths.refused(refusal);
        }
        boolean created = result instanceof PublishResult.Published;
        return new Answer(
                created ? HttpResponseStatus.CREATED : HttpResponseStatus.OK,
                Answer.JSON,
                Json.bytes(json -> JsonWriter.write(json, Events.published(null, publication.topic(), result))),
                Map.of());
    }
}
