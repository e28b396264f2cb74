package io.oneport.protocol.json;

import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.Event;
import io.oneport.protocol.IsoTime;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes commands and events, each as one object without a line break in it. Stateless: any thread. */
public final class JsonWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonWriter() {}

    /** A command as UTF-8. */
    public static byte[] bytes(Command command) {
        return bytes(json -> write(json, command));
    }

    /** An event as UTF-8. */
    public static byte[] bytes(Event event) {
        return bytes(json -> write(json, event));
    }

    /** Whatever is written, as UTF-8. */
    public static byte[] bytes(Consumer<JsonGenerator> content) {
        return written(content).toByteArray();
    }

    /** The same, and a line feed. */
    public static byte[] line(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream out = written(content);
        out.write('\n');
        return out.toByteArray();
    }

    private static ByteArrayOutputStream written(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        }
        return out;
    }

    private static void write(JsonGenerator json, Command command) {
        json.writeStartObject();
        if (command instanceof Command.Subscribe subscribe) {
            type(json, "subscribe", "id", subscribe.id());
            json.writeStringProperty("topic", subscribe.topic().text());
            optional(
                    json,
                    "since",
                    subscribe.since() instanceof Since.Now
                            ? null
                            : subscribe.since().text());
        } else if (command instanceof Command.Unsubscribe unsubscribe) {
            type(json, "unsubscribe", "id", unsubscribe.id());
            json.writeStringProperty("topic", unsubscribe.topic().text());
        } else if (command instanceof Command.Publish publish) {
            type(json, "publish", "id", publish.id());
            write(json, publish.publication());
        } else if (command instanceof Command.Authenticate authenticate) {
            type(json, "auth", "id", authenticate.id());
            json.writeStringProperty("token", authenticate.token());
        } else if (command instanceof Command.Ping ping) {
            type(json, "ping", "id", ping.id());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Publication publication) {
        json.writeStringProperty("topic", publication.topic().text());
        payload(json, publication.payload());
        optional(json, "contentType", publication.contentType());
        optional(json, "event", publication.event());
        optional(
                json,
                "ttl",
                publication.ttl() == null ? null : publication.ttl().toMillis() + "ms");
        optional(json, "key", publication.key());
    }

    /** An event's object. */
    public static void write(JsonGenerator json, Event event) {
        json.writeStartObject();
        if (event instanceof Event.Message message) {
            json.writeStringProperty("type", "message");
            message(json, message);
        } else if (event instanceof Event.Published published) {
            if (published.re() != null) {
                type(json, "published", "re", published.re());
            }
            json.writeStringProperty("topic", published.topic().text());
            json.writeStringProperty("id", published.id().toString());
            if (published.duplicate()) {
                json.writeBooleanProperty("duplicate", true);
            } else {
                json.writeNumberProperty("subscribers", published.subscribers());
                if (published.servers() > 0) {
                    json.writeNumberProperty("servers", published.servers());
                }
            }
        } else if (event instanceof Event.Subscribed subscribed) {
            json.writeStringProperty("type", "subscribed");
            if (subscribed.re() != null) {
                id(json, "re", subscribed.re());
            }
            json.writeStringProperty("topic", subscribed.topic().text());
            json.writeStringProperty("position", subscribed.position().toString());
        } else if (event instanceof Event.Unsubscribed unsubscribed) {
            json.writeStringProperty("type", "unsubscribed");
            if (unsubscribed.re() != null) {
                id(json, "re", unsubscribed.re());
            }
            json.writeStringProperty("topic", unsubscribed.topic().text());
        } else if (event instanceof Event.Open open) {
            json.writeStringProperty("type", "open");
            json.writeStringProperty("position", open.position());
        } else if (event instanceof Event.Reset reset) {
            json.writeStringProperty("type", "reset");
            reset(json, reset);
            json.writeStringProperty("position", reset.position());
        } else if (event instanceof Event.Missed missed) {
            json.writeStringProperty("type", "missed");
            missed(json, missed);
        } else if (event instanceof Event.Error error) {
            error(json, error);
        } else if (event instanceof Event.Authenticated authenticated) {
            type(json, "authenticated", "re", authenticated.re());
            optional(
                    json,
                    "expires",
                    authenticated.expiresMillis() < 0 ? null : IsoTime.text(authenticated.expiresMillis()));
        } else if (event instanceof Event.Pong pong) {
            type(json, "pong", "re", pong.re());
        }
        json.writeEndObject();
    }

    /** The members of a message, but for its type. */
    public static void message(JsonGenerator json, Event.Message message) {
        json.writeStringProperty("topic", message.topic().text());
        json.writeStringProperty("id", message.id().toString());
        json.writeStringProperty("time", IsoTime.text(message.timeMillis()));
        payload(json, message.payload());
        optional(json, "event", message.event());
        optional(json, "contentType", message.contentType());
    }

    /** The members of a reset, but for its type and position. */
    public static void reset(JsonGenerator json, Event.Reset reset) {
        json.writeStringProperty("topic", reset.topic().text());
        text(json, "asked", reset.asked());
        optional(json, "first", reset.first() == null ? null : reset.first().toString());
    }

    /** The members of a notice that messages were dropped, but for its type. */
    public static void missed(JsonGenerator json, Event.Missed missed) {
        json.writeStringProperty("topic", missed.topic().text());
        json.writeNumberProperty("count", missed.count());
    }

    private static void error(JsonGenerator json, Event.Error error) {
        if (error.line() == 0) {
            json.writeStringProperty("type", "error");
        }
        if (error.re() != null) {
            id(json, "re", error.re());
        }
        json.writeStringProperty("error", error.code().text());
        text(json, "detail", error.detail());
        if (error.line() > 0) {
            json.writeNumberProperty("line", error.line());
        }
        if (error.offset() >= 0) {
            json.writeNumberProperty("offset", error.offset());
        }
    }

    private static void payload(JsonGenerator json, Payload payload) {
        if (payload.text()) {
            json.writeName("data");
            if (LineSeparators.in(payload.bytes())) {
                json.writeRawValue(LineSeparators.escaped(payload.string()));
            } else {
                json.writeUTF8String(payload.bytes(), 0, payload.bytes().length);
            }
        } else {
            json.writeName("base64");
            json.writeBinary(payload.bytes());
        }
    }

    private static void type(JsonGenerator json, String type, String idName, CommandId id) {
        json.writeStringProperty("type", type);
        id(json, idName, id);
    }

    private static void id(JsonGenerator json, String name, CommandId id) {
        json.writeName(name);
        if (id.number()) {
            json.writeNumber(id.text());
        } else {
            text(json, id.text());
        }
    }

    /** Writes a member of any text. As in data, it has nothing in it at which a program could break a line. */
    private static void text(JsonGenerator json, String name, String value) {
        json.writeName(name);
        text(json, value);
    }

    private static void text(JsonGenerator json, String value) {
        if (LineSeparators.in(value)) {
            json.writeRawValue(LineSeparators.escaped(value));
        } else {
            json.writeString(value);
        }
    }

    /** Writes a member, unless its value is null. */
    public static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }
}
