package io.oneport.protocol.json;

import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.TopicName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads what a server sends. Members that it does not know are passed over: servers may learn. Stateless. */
public final class EventReader {
    private EventReader() {}

    /**
     * Reads one event: a line of a stream of JSON lines, or a message of {@code oneport.v1.json}.
     *
     * @throws BadMessageException if it is none
     */
    public static Event event(byte[] bytes) throws BadMessageException {
        FlatObject json = FlatObject.read(bytes, 0, bytes.length);
        String type = json.string("type");
        try {
            return switch (type) {
                case "open" -> new Event.Open(json.string("position"));
                case "subscribed" ->
                    new Event.Subscribed(
                            json.has("re") ? re(json) : null, topic(json), MessageId.parse(json.string("position")));
                case "unsubscribed" -> new Event.Unsubscribed(json.has("re") ? re(json) : null, topic(json));
                case "published" -> published(json, re(json));
                case "message" -> message(json);
                case "reset" -> reset(json);
                case "missed" -> new Event.Missed(topic(json), json.number("count", 0));
                case "error" ->
                    new Event.Error(
                            json.has("re") ? re(json) : null,
                            ErrorCode.parse(json.string("error")),
                            json.string("detail"),
                            0,
                            json.number("offset", -1));
                case "authenticated" -> authenticated(json);
                case "pong" -> new Event.Pong(re(json));
                default -> throw json.bad("type: " + type + " is no event");
            };
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw json.bad(e.getMessage());
        }
    }

    /**
     * Reads the answer to a publication over HTTP.
     *
     * @throws BadMessageException if it is none
     */
    public static Event.Published published(byte[] bytes) throws BadMessageException {
        FlatObject json = FlatObject.read(bytes, 0, bytes.length);
        try {
            return published(json, null);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw json.bad(e.getMessage());
        }
    }

    private static Event.Published published(FlatObject json, @Nullable CommandId re) throws BadMessageException {
        int subscribers = json.flag("duplicate") ? -1 : Math.toIntExact(json.number("subscribers", 0));
        int servers = Math.toIntExact(json.number("servers", 0));
        return new Event.Published(re, topic(json), MessageId.parse(json.string("id")), subscribers, servers);
    }

    private static Event.Message message(FlatObject json) throws BadMessageException {
        String data = json.optionalString("data");
        return new Event.Message(
                topic(json),
                MessageId.parse(json.string("id")),
                Instant.parse(json.string("time")).toEpochMilli(),
                data != null
                        ? Payload.text(data)
                        : new Payload(Base64.getDecoder().decode(json.string("base64")), false),
                json.optionalString("event"),
                json.optionalString("contentType"));
    }

    private static Event.Authenticated authenticated(FlatObject json) throws BadMessageException {
        String expires = json.optionalString("expires");
        return new Event.Authenticated(
                re(json), expires == null ? -1 : Instant.parse(expires).toEpochMilli());
    }

    private static Event.Reset reset(FlatObject json) throws BadMessageException {
        String first = json.optionalString("first");
        return new Event.Reset(
                topic(json),
                json.string("asked"),
                first == null ? null : MessageId.parse(first),
                json.string("position"));
    }

    private static TopicName topic(FlatObject json) throws BadMessageException {
        return new TopicName(json.string("topic"));
    }

    private static CommandId re(FlatObject json) throws BadMessageException {
        return json.id("re");
    }
}
