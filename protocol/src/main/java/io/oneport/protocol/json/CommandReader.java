package io.oneport.protocol.json;

import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.Base64;

/** Reads what clients send. Stateless: any thread. */
public final class CommandReader {
    private CommandReader() {}

    /**
     * Reads one command.
     *
     * @throws BadMessageException if it is none; it says what was wrong, where, and in which command
     */
    public static Command command(byte[] bytes) throws BadMessageException {
        FlatObject json = FlatObject.read(bytes, 0, bytes.length);
        CommandId id = json.commandId();
        String type = json.string("type");
        Command command = switch (type) {
            case "subscribe" -> new Command.Subscribe(id, topic(json), since(json));
            case "unsubscribe" -> new Command.Unsubscribe(id, topic(json));
            case "publish" -> new Command.Publish(id, publication(json));
            case "ping" -> new Command.Ping(id);
            default -> throw json.bad("type: " + type + " (expected: subscribe, unsubscribe, publish or ping)");
        };
        json.end();
        return command;
    }

    /**
     * Reads one line of a batch.
     *
     * @throws BadMessageException if it is no publication; the offset counts from {@code start}
     */
    public static Publication publication(byte[] bytes, int start, int length) throws BadMessageException {
        FlatObject json = FlatObject.read(bytes, start, length);
        Publication publication = publication(json);
        json.end();
        return publication;
    }

    private static Publication publication(FlatObject json) throws BadMessageException {
        TopicName topic = topic(json);
        String data = json.optionalString("data");
        String base64 = json.optionalString("base64");
        if (data == null == (base64 == null)) {
            throw json.bad("expected one of data and base64");
        }
        String contentType = json.optionalString("contentType");
        String event = json.optionalString("event");
        String ttl = json.optionalStringOrNumber("ttl");
        String key = json.optionalString("key");
        try {
            Payload payload = data != null
                    ? Payload.text(data)
                    : new Payload(Base64.getDecoder().decode(base64), false);
            return new Publication(topic, payload, contentType, event, ttl == null ? null : Publication.ttl(ttl), key);
        } catch (IllegalArgumentException e) {
            throw json.bad(e.getMessage());
        }
    }

    private static TopicName topic(FlatObject json) throws BadMessageException {
        String name = json.string("topic");
        try {
            return new TopicName(name);
        } catch (IllegalArgumentException e) {
            throw json.bad(ErrorCode.BAD_TOPIC, e.getMessage());
        }
    }

    private static Since since(FlatObject json) throws BadMessageException {
        String since = json.optionalString("since");
        try {
            return since == null ? new Since.Now() : Since.parse(since);
        } catch (IllegalArgumentException e) {
            throw json.bad(ErrorCode.BAD_SINCE, e.getMessage());
        }
    }
}
