package io.oneport.server.broker.log;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.core.journal.EncodingSupport;
import org.jspecify.annotations.Nullable;

/** What is in the log, and its form there: big-endian numbers, texts in UTF-8 after their length, and a check sum at the end. */
sealed interface LogRecord {
    /**
     * A message.
     *
     * @param ttlMillis its time to live; -1 for none
     * @param lostThrough the highest offset that a bound had taken when it was numbered
     * @param lastUnkept the highest offset that was not kept by then
     * @param firstHeld the lowest offset that was held then, or about to be: what is missing from {@code lostThrough} to there
     *     ended by its own wish
     */
    record Numbered(
            TopicName topic,
            MessageId id,
            Payload payload,
            @Nullable String contentType,
            @Nullable String event,
            @Nullable String key,
            long timeMillis,
            long ttlMillis,
            long lostThrough,
            long lastUnkept,
            long firstHeld)
            implements LogRecord {
        static Numbered of(Message message, @Nullable Duration ttl, long lostThrough, long lastUnkept, long firstHeld) {
            return new Numbered(
                    message.topic(),
                    message.id(),
                    message.payload(),
                    message.contentType(),
                    message.event(),
                    message.key(),
                    message.timeMillis(),
                    ttl == null ? -1 : ttl.toMillis(),
                    lostThrough,
                    lastUnkept,
                    firstHeld);
        }

        Publication publication() {
            return new Publication(
                    topic, payload, contentType, event, ttlMillis < 0 ? null : Duration.ofMillis(ttlMillis), key);
        }
    }

    /** A topic's epoch ends, and another one goes on from there. */
    record Fork(TopicName topic, long epoch, long upTo, long next) implements LogRecord {}

    /** A topic of this place was removed; nothing was published to any of them since an epoch was given out. */
    record Removed(int slot, long emptySince) implements LogRecord {}

    byte NUMBERED = 1;
    byte FORK = 2;
    byte REMOVED = 3;

    /** What a message's record takes beside its payload, at most. */
    int MOST_BESIDE_PAYLOAD = 4 << 10;

    /** The type, as the journal keeps it. */
    default byte type() {
        if (this instanceof Numbered) {
            return NUMBERED;
        }
        return this instanceof Fork ? FORK : REMOVED;
    }

    /**
     * Reads a record.
     *
     * @param names gives topics by their names
     * @return null if it is damaged
     */
    static @Nullable LogRecord decode(long id, byte type, byte[] bytes, Function<String, TopicName> names) {
        int length = bytes.length - Integer.BYTES;
        if (length < 0 || !RecordIds.isValid(id)) {
            return null;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        if (from.getInt(length) != sum(id, type, bytes, length)) {
            return null;
        }
        try {
            return switch (type) {
                case NUMBERED -> numbered(from, names);
                case FORK -> new Fork(names.apply(text(from)), from.getLong(), from.getLong(), from.getLong());
                case REMOVED -> new Removed(from.getInt(), from.getLong());
                default -> null;
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Numbered numbered(ByteBuffer from, Function<String, TopicName> names) {
        MessageId id = new MessageId(from.getLong(), from.getLong());
        long timeMillis = from.getLong();
        long ttlMillis = from.getLong();
        long lostThrough = from.getLong();
        long lastUnkept = from.getLong();
        long firstHeld = from.getLong();
        boolean isText = from.get() != 0;
        TopicName topic = names.apply(text(from));
        String contentType = text(from);
        String event = text(from);
        String key = text(from);
        byte[] payload = new byte[from.getInt()];
        from.get(payload);
        return new Numbered(
                topic,
                id,
                new Payload(payload, isText),
                contentType,
                event,
                key,
                timeMillis,
                ttlMillis,
                lostThrough,
                lastUnkept,
                firstHeld);
    }

    private static @Nullable String text(ByteBuffer from) {
        short length = from.getShort();
        if (length < 0) {
            return null;
        }
        String text = new String(from.array(), from.position(), length, StandardCharsets.UTF_8);
        from.position(from.position() + length);
        return text;
    }

    private static int sum(long id, byte type, byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            sum.update((int) (id >>> shift));
        }
        sum.update(type);
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }

    /** Writes records into one buffer, one after the other: each is valid until the next. One thread at a time. */
    final class Encoder implements EncodingSupport {
        private ByteBuffer to = ByteBuffer.allocate(1 << 12);

        /** Encodes a record. */
        Encoder encode(long id, LogRecord log) {
            to.clear();
            if (log instanceof Numbered message) {
                encode(message);
            } else if (log instanceof Fork fork) {
                put(fork.topic.text());
                to.putLong(fork.epoch).putLong(fork.upTo).putLong(fork.next);
            } else if (log instanceof Removed removed) {
                to.putInt(removed.slot).putLong(removed.emptySince);
            }
            to.putInt(sum(id, log.type(), to.array(), to.position()));
            return this;
        }

        private void encode(Numbered message) {
            byte[] payload = message.payload.bytes();
            if (to.capacity() < payload.length + MOST_BESIDE_PAYLOAD) {
                to = ByteBuffer.wrap(Arrays.copyOf(to.array(), payload.length + MOST_BESIDE_PAYLOAD));
            }
            to.putLong(message.id.epoch()).putLong(message.id.offset());
            to.putLong(message.timeMillis).putLong(message.ttlMillis);
            to.putLong(message.lostThrough).putLong(message.lastUnkept).putLong(message.firstHeld);
            to.put((byte) (message.payload.text() ? 1 : 0));
            put(message.topic.text());
            put(message.contentType);
            put(message.event);
            put(message.key);
            to.putInt(payload.length).put(payload);
        }

        private void put(@Nullable String text) {
            if (text == null) {
                to.putShort((short) -1);
            } else {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                to.putShort((short) bytes.length).put(bytes);
            }
        }

        @Override
        public int getEncodeSize() {
            return to.position();
        }

        @Override
        public void encode(ActiveMQBuffer buffer) {
            buffer.writeBytes(to.array(), 0, to.position());
        }

        @Override
        public void decode(ActiveMQBuffer buffer) {
            throw new UnsupportedOperationException();
        }
    }
}
