package io.oneport.server.features.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import io.oneport.protocol.Payload;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.broker.Message;
import io.oneport.server.connection.Protocol;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The forms in which a topic's messages go out in an endless answer. */
enum StreamFormat implements Message.Encoding {
    /** WHATWG event stream; the message's id is the stream's position. */
    SSE("text/event-stream", Protocol.SSE) {
        @Override
        public byte[] encode(Message message) {
            String data = message.payload().text() ? message.payload().string() : dataUrl(message);
            return bytes("id: " + message.id() + "\n" + eventText(message, data));
        }
    },
    /**
     * The same for a stream of several topics: the data says which one a message is from, as a JSON line does, and the
     * id is the stream's own, in front.
     */
    SSE_OF_SEVERAL("text/event-stream", Protocol.SSE) {
        @Override
        public byte[] encode(Message message) {
            return bytes(eventText(message, new String(JsonWriter.bytes(message.toEvent()), UTF_8)));
        }
    },
    /** One JSON object a line. */
    JSON_LINES("application/x-ndjson", Protocol.JSON_LINES) {
        @Override
        public byte[] encode(Message message) {
            return line(JsonWriter.bytes(message.toEvent()));
        }
    },
    /** The payload and a line break. */
    RAW("application/octet-stream", Protocol.RAW) {
        @Override
        public byte[] encode(Message message) {
            return line(message.payload().bytes());
        }
    };

    private static final Event.Error EXPIRED =
            new Event.Error(null, ErrorCode.TOKEN_EXPIRED, "the token has expired; come back with another one", 0, -1);

    private final String contentType;
    private final Protocol protocol;

    StreamFormat(String contentType, Protocol protocol) {
        this.contentType = contentType;
        this.protocol = protocol;
    }

    String contentType() {
        return contentType;
    }

    Protocol protocol() {
        return protocol;
    }

    /** What keeps an idle connection alive and means nothing; null if this form has no such thing. */
    byte @Nullable [] keepAlive() {
        return switch (this) {
            case SSE, SSE_OF_SEVERAL -> bytes(":\n\n");
            case JSON_LINES -> bytes("\n");
            case RAW -> null;
        };
    }

    /** How a stream says, before it ends, when its reader is to come back; null if it can't. */
    byte @Nullable [] comeBackIn(long millis) {
        return protocol == Protocol.SSE ? bytes("retry: " + millis + "\n\n") : null;
    }

    /** How a stream says where it begins; null if it can't. */
    byte @Nullable [] open(String position) {
        return switch (this) {
            case SSE, SSE_OF_SEVERAL -> id(position);
            case JSON_LINES -> line(JsonWriter.bytes(new Event.Open(position)));
            case RAW -> null;
        };
    }

    /** How a stream says that something was missed. */
    byte[] reset(Event.Reset reset) {
        return switch (this) {
            case SSE, SSE_OF_SEVERAL -> {
                byte[] data = JsonWriter.bytes(json -> {
                    json.writeStartObject();
                    JsonWriter.reset(json, reset);
                    json.writeEndObject();
                });
                yield bytes("id: " + reset.position() + "\nevent: oneport-reset\ndata: " + new String(data, UTF_8)
                        + "\n\n");
            }
            case JSON_LINES -> line(JsonWriter.bytes(reset));
            case RAW -> throw new IllegalStateException("a raw stream can't tell");
        };
    }

    /** How a stream says that messages were dropped since its reader is slow; null if it can't. */
    byte @Nullable [] missed(Event.Missed missed) {
        return switch (this) {
            case SSE, SSE_OF_SEVERAL -> {
                byte[] data = JsonWriter.bytes(json -> {
                    json.writeStartObject();
                    JsonWriter.missed(json, missed);
                    json.writeEndObject();
                });
                yield bytes("event: oneport-missed\ndata: " + new String(data, UTF_8) + "\n\n");
            }
            case JSON_LINES -> line(JsonWriter.bytes(missed));
            case RAW -> null;
        };
    }

    /** How a stream says that its reader's token has expired; null if it can't. */
    byte @Nullable [] expired() {
        byte[] error = JsonWriter.bytes(EXPIRED);
        return switch (this) {
            case SSE, SSE_OF_SEVERAL -> bytes("event: oneport-expired\ndata: " + new String(error, UTF_8) + "\n\n");
            case JSON_LINES -> line(error);
            case RAW -> null;
        };
    }

    /** An event stream's position alone: it is remembered by the reader, and dispatches nothing. */
    static byte[] id(String position) {
        return bytes("id: " + position + "\n\n");
    }

    /** A position in front of an event that comes as the next part. */
    static byte[] idLine(String position) {
        return bytes("id: " + position + "\n");
    }

    /** Each line break of the text begins a data line of its own; all kinds of them arrive as LF. */
    private static String eventText(Message message, String data) {
        String event = message.event() == null ? "" : "event: " + message.event() + "\n";
        return event + "data: " + data.replaceAll("\r\n|\r|\n", "\ndata: ") + "\n\n";
    }

    /**
     * An event stream is text; a data URL (RFC 2397) is how other bytes go into it. Its data begins after the first comma, and
     * end at a number sign: a type that has one is given without its parameters.
     */
    private static String dataUrl(Message message) {
        Payload payload = message.payload();
        String type = message.contentType() == null ? "application/octet-stream" : message.contentType();
        if (type.indexOf(',') >= 0 || type.indexOf('#') >= 0) {
            type = type.matches("[^;,#]+;.*") ? type.substring(0, type.indexOf(';')) : "application/octet-stream";
        }
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(payload.bytes());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] line(byte[] bytes) {
        byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }
}
