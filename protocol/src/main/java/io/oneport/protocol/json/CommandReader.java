package io.oneport.protocol.json;

import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads what clients send. Stateless: any thread. */
public final class CommandReader {
    private CommandReader() {}

    /**
     * Reads one command.
     *
     * @param bytes UTF-8, which who sent them has been held to
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
            case "auth" -> new Command.Authenticate(id, json.string("token"));
            case "ping" -> new Command.Ping(id);
            default -> throw json.bad("type: " + type + " (expected: subscribe, unsubscribe, publish, auth or ping)");
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
        requireUtf8(bytes, start, length);
        FlatObject json = FlatObject.read(bytes, start, length);
        Publication publication = publication(json);
        json.end();
        return publication;
    }

    /** A parser lets some bytes pass that are no UTF-8, and would have other text published than was meant. */
    private static void requireUtf8(byte[] bytes, int start, int length) throws BadMessageException {
        int end = start + length;
        for (int at = start; at < end; at++) {
            if (bytes[at] < 0) {
                ByteBuffer rest = ByteBuffer.wrap(bytes, at, end - at);
                CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
                try {
                    decoder.decode(rest);
                } catch (CharacterCodingException e) {
                    throw new BadMessageException(
                            ErrorCode.BAD_JSON, "the JSON is not UTF-8", rest.position() - start, null);
                }
                return;
            }
        }
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
            Payload payload = data != null ? Payload.text(data) : new Payload(decoded(base64), false);
            return new Publication(topic, payload, contentType, event, ttl == null ? null : Publication.ttl(ttl), key);
        } catch (IllegalArgumentException e) {
            throw json.bad(e.getMessage());
        }
    }

    private static byte[] decoded(@Nullable String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("member base64 is not base64 (RFC 4648, section 4)", e);
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
