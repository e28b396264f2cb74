package io.oneport.server.broker.redis;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as Redis has it: a byte of flags, then content type, event and key as far as there are any, each with its length in
 * two bytes and in UTF-8, then the payload. Id and time are beside it.
 */
final class MessageBytes {
    private static final int TEXT = 1;
    private static final int CONTENT_TYPE = 2;
    private static final int EVENT = 4;
    private static final int KEY = 8;
    /** Says no more than that it has a time to live: Redis itself sees to the rest. */
    private static final int ENDS = 16;

    /** A message with a time to live. */
    private static final class EndingMessage extends Message {
        private EndingMessage(TopicName topic, MessageId id, Publication publication, long timeMillis) {
            super(topic, id, publication, timeMillis);
        }

        @Override
        public boolean ends() {
            return true;
        }
    }

    private MessageBytes() {}

    static byte[] encode(Publication publication) {
        byte @Nullable [] contentType = utf8(publication.contentType());
        byte @Nullable [] event = utf8(publication.event());
        byte @Nullable [] key = utf8(publication.key());
        byte[] payload = publication.payload().bytes();
        ByteBuffer bytes = ByteBuffer.allocate(1 + length(contentType) + length(event) + length(key) + payload.length);
        bytes.put((byte) ((publication.payload().text() ? TEXT : 0)
                | (contentType == null ? 0 : CONTENT_TYPE)
                | (event == null ? 0 : EVENT)
                | (key == null ? 0 : KEY)
                | (publication.ttl() == null ? 0 : ENDS)));
        put(bytes, contentType);
        put(bytes, event);
        put(bytes, key);
        return bytes.put(payload).array();
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static int length(byte @Nullable [] text) {
        return text == null ? 0 : 2 + text.length;
    }

    private static void put(ByteBuffer bytes, byte @Nullable [] text) {
        if (text != null) {
            bytes.putShort((short) text.length).put(text);
        }
    }

    /** Reads all that is left of the buffer as one message. */
    static Message decode(TopicName topic, MessageId id, long timeMillis, ByteBuffer bytes) {
        byte flags = bytes.get();
        String contentType = (flags & CONTENT_TYPE) == 0 ? null : text(bytes);
        String event = (flags & EVENT) == 0 ? null : text(bytes);
        String key = (flags & KEY) == 0 ? null : text(bytes);
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        Publication publication =
                new Publication(topic, new Payload(payload, (flags & TEXT) != 0), contentType, event, null, key);
        return (flags & ENDS) == 0
                ? new Message(topic, id, publication, timeMillis)
                : new EndingMessage(topic, id, publication, timeMillis);
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[bytes.getShort()];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /**
     * Reads what the function {@code publish} says to all: a line with epoch, first offset and time, then messages, each with its
     * length in four bytes. Their offsets have no holes.
     */
    static List<Message> decodeLive(TopicName topic, byte[] said) {
        int end = 0;
        while (said[end] != '\n') {
            end++;
        }
        String[] line = new String(said, 0, end, StandardCharsets.US_ASCII).split(" ");
        long epoch = Epoch.number(line[0]);
        long offset = Long.parseLong(line[1]);
        long timeMillis = Long.parseLong(line[2]);
        ByteBuffer rest = ByteBuffer.wrap(said, end + 1, said.length - end - 1);
        List<Message> messages = new ArrayList<>();
        while (rest.hasRemaining()) {
            int length = rest.getInt();
            messages.add(
                    decode(topic, new MessageId(epoch, offset++), timeMillis, rest.slice(rest.position(), length)));
            rest.position(rest.position() + length);
        }
        return messages;
    }
}
