package io.oneport.server.features.topics;

import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Setting;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.HeaderText;
import io.oneport.server.api.Json;
import io.oneport.server.api.MediaType;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.session.Events;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicAccess;
import io.oneport.server.session.TopicTarget;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                payload(body, contentType),
                contentType != null && MediaType.is(contentType, MediaType.FORM) ? null : contentType,
                event,
                ttl == null ? null : Publication.ttl(ttl),
                key);
        topics.publish(exchange.principal(), exchange.socket().worker(), publication, result -> {
            if (!exchange.over()) {
                exchange.answer(answer(publication, result));
            }
        });
    }

    /**
     * The body as a message: text if it is UTF-8, unless its type says that the same bytes are other text. Readers then get
     * the bytes and the type, and not what UTF-8 makes of them.
     */
    private static Payload payload(byte[] body, @Nullable String contentType) {
        Payload payload = Payload.of(body);
        String charset = contentType == null ? "" : MediaType.parameter(contentType, "charset");
        if (charset.isEmpty() || charset.equalsIgnoreCase("utf-8") || !payload.text()) {
            return payload;
        }
        return payload.string().equals(decoded(body, charset)) ? payload : new Payload(body, false);
    }

    /** Of a charset that is not known here it is only certain, for most, that it has ASCII in common with UTF-8. */
    private static String decoded(byte[] body, String charset) {
        try {
            return new String(body, Charset.forName(charset));
        } catch (IllegalArgumentException unknown) {
            return new String(body, StandardCharsets.US_ASCII);
        }
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
