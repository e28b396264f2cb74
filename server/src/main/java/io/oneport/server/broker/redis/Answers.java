package io.oneport.server.broker.redis;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the functions return of a topic.
 *
 * @param epoch its epoch
 * @param forks earlier epochs that this one continues, in their order
 * @param lastOffset its last offset
 * @param rest what is further returned
 */
record Answers(long epoch, List<Fork> forks, long lastOffset, List<Object> rest) {
    /** An epoch, and the offset up to which the present one continues it. */
    record Fork(long epoch, long offset) {}

    static Answers of(List<Object> values) {
        List<Fork> forks = new ArrayList<>(0);
        String text = text(values.get(1));
        if (!text.isEmpty()) {
            for (String each : text.split(",")) {
                int at = each.indexOf('=');
                forks.add(new Fork(Epoch.number(each.substring(0, at)), Long.parseLong(each.substring(at + 1))));
            }
        }
        return new Answers(
                Epoch.number(text(values.get(0))), forks, (Long) values.get(2), values.subList(3, values.size()));
    }

    private static String text(Object value) {
        return new String((byte[]) value, StandardCharsets.US_ASCII);
    }

    MessageId last() {
        return new MessageId(epoch, lastOffset);
    }

    /** The id of a message that is held: of the epoch in which it was published. */
    MessageId id(long offset) {
        for (Fork fork : forks) {
            if (offset <= fork.offset()) {
                return new MessageId(fork.epoch(), offset);
            }
        }
        return new MessageId(epoch, offset);
    }

    /** Of the function {@code read}: the offset before the first message. */
    long position() {
        return (Long) rest.get(0);
    }

    /** Of the function {@code read}: whether something is missed. */
    boolean missed() {
        return (Long) rest.get(1) == 1;
    }

    /** Of the function {@code read}: whether the topic has changed since the page before. */
    boolean changed() {
        return (Long) rest.get(1) == 2;
    }

    /** Of the function {@code read}: nothing up to this offset is held. */
    long lostThrough() {
        return (Long) rest.get(3);
    }

    /** Of the function {@code read}: the messages. */
    List<Message> messages(TopicName topic) {
        List<?> entries = (List<?>) rest.get(2);
        List<Message> messages = new ArrayList<>(entries.size());
        for (Object each : entries) {
            List<?> entry = (List<?>) each;
            String id = text(entry.get(0));
            int dash = id.indexOf('-');
            messages.add(MessageBytes.decode(
                    topic,
                    id(Long.parseLong(id.substring(0, dash))),
                    Long.parseLong(id.substring(dash + 1)),
                    ByteBuffer.wrap((byte[]) entry.get(1))));
        }
        return messages;
    }
}
