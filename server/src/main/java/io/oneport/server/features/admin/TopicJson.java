package io.oneport.server.features.admin;

import io.oneport.protocol.Excerpt;
import io.oneport.protocol.IsoTime;
import io.oneport.protocol.MessageId;
import io.oneport.server.api.Json;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.TopicQuery;
import io.oneport.server.broker.TopicView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Topics as JSON; docs/protocol.md describes the members. */
final class TopicJson {
    /** Characters of a message that are shown. */
    static final int SHOWN = 2000;

    private TopicJson() {}

    /** A page of topics; {@code next} is there if there may be more, and is what {@code after} is to be then. */
    static byte[] list(List<TopicView> topics, TopicQuery query) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("topics");
            for (TopicView topic : topics) {
                json.writeStartObject();
                members(json, topic);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (query.order() == TopicQuery.Order.NAME && !query.descending() && topics.size() == query.limit()) {
                json.writeStringProperty(
                        "next", topics.get(topics.size() - 1).name().text());
            }
            json.writeEndObject();
        });
    }

    private static void members(JsonGenerator json, TopicView topic) {
        json.writeStringProperty("name", topic.name().text());
        json.writeNumberProperty("subscribers", topic.subscribers());
        if (topic.messages() >= 0) {
            json.writeNumberProperty("messages", topic.messages());
            json.writeNumberProperty("bytes", topic.bytes());
        }
        MessageId last = topic.last();
        if (last != null) {
            json.writeNumberProperty("published", topic.published());
            json.writeStringProperty("last", last.toString());
        }
    }

    /**
     * One topic with its last messages, the newest first.
     *
     * @param topic null if nobody reads it here
     * @param problem why they could not be read, or null
     */
    static byte[] one(TopicView topic, List<Message> last, @Nullable String problem) {
        return Json.bytes(json -> {
            json.writeStartObject();
            if (topic != null) {
                members(json, topic);
            } else {
                json.writeStringProperty("name", last.get(0).topic().text());
                json.writeNumberProperty("subscribers", 0);
            }
            json.writeArrayPropertyStart("lastMessages");
            for (int i = last.size() - 1; i >= 0; i--) {
                write(json, last.get(i));
            }
            json.writeEndArray();
            if (problem != null) {
                json.writeStringProperty("problem", problem);
            }
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Message message) {
        json.writeStartObject();
        json.writeStringProperty("id", message.id().toString());
        json.writeStringProperty("time", IsoTime.text(message.timeMillis()));
        if (message.event() != null) {
            json.writeStringProperty("event", message.event());
        }
        if (message.contentType() != null) {
            json.writeStringProperty("contentType", message.contentType());
        }
        json.writeNumberProperty("bytes", message.payload().bytes().length);
        if (message.payload().text()) {
            json.writeStringProperty("text", Excerpt.of(message.payload().string(), SHOWN));
        }
        json.writeEndObject();
    }

    static byte[] published(PublishResult.Published published) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringProperty("id", published.id().toString());
            json.writeNumberProperty("readers", published.subscribers());
            json.writeEndObject();
        });
    }
}
