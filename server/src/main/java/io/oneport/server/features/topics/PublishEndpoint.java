package io.oneport.server.features.topics;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Setting;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.HeaderText;
import io.oneport.server.api.Json;
import io.oneport.server.api.MessageBody;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.session.Events;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicAccess;
import io.oneport.server.session.TopicTarget;
import java.util.List;

/** Publishes a request's body as one message. */
record PublishEndpoint(TopicAccess topics, SessionSettings settings) implements Endpoint {
    /** A message is published whole, such as not by {@code curl -C}, and has no versions to compare with. */
    static final String[] MEANINGLESS = {"Content-Range", "If-Match", "If-None-Match"};

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
        if (Refusals.tooMany(exchange, topics, 1)) {
            return;
        }
        TopicTarget target = TopicTarget.parse(exchange.request().path(), 1);
        Setting.require(target.suffix().isEmpty(), "suffix", target.suffix(), "none, to publish");
        topics.requireParameters(exchange.request().queryNames(), List.of());
        Request request = exchange.request();
        HeaderText.requireNone(request, "none: a message is published whole, and has no versions", MEANINGLESS);
        String contentType = HeaderText.single(request, "content-type");
        String event = HeaderText.single(request, "Event");
        String ttl = HeaderText.single(request, "TTL");
        String key = HeaderText.single(request, "Idempotency-Key");
        byte[] body = ContentCoding.decoded(exchange, settings.maxMessageBytes(), "max-message");
        if (body == null) {
            return;
        }
        Publication publication = new Publication(
                target.topics().get(0),
                MessageBody.payload(body, contentType),
                MessageBody.type(contentType),
                event,
                ttl == null ? null : Publication.ttl(ttl),
                key);
        topics.publish(exchange.principal(), exchange.socket().worker(), publication, result -> {
            if (!exchange.over()) {
                exchange.answer(answer(publication, result));
            }
        });
    }

    private static Response answer(Publication publication, PublishResult result) {
        if (result instanceof Refusal refusal) {
            return Refusals.of(refusal);
        }
        boolean created = result instanceof PublishResult.Published;
        return Response.json(
                created ? Status.CREATED : Status.OK,
                Json.bytes(json -> JsonWriter.write(json, Events.published(null, publication.topic(), result))));
    }
}
