package io.oneport.server.topic;

import io.oneport.protocol.Event;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One published message. Immutable, but for what its owner keeps of its place in history; any thread may read it.
 *
 * <p>It is encoded once for each wire format, whatever the number of readers: the first that needs a form makes it, and
 * leaves it here. Two workers may make the same one at the same moment; either is right.
 */
public final class Message {
    /** A form in which messages go out, such as a WebSocket frame. */
    public interface Format {
        /** A number of its own, below {@link #MAX_FORMATS}. */
        int index();

        byte[] encode(Message message);
    }

    public static final int MAX_FORMATS = 8;

    /** What keeping a message costs beside its bytes, roughly: so that a flood of tiny ones is bounded too. */
    static final int OVERHEAD_BYTES = 256;

    private final MessageId id;
    private final long timeMillis;
    private final long expiresMillis;
    private final Publication publication;
    private final AtomicReferenceArray<byte[]> encoded = new AtomicReferenceArray<>(MAX_FORMATS);

    /** Neighbours in the list of all messages that the owner keeps. */
    Message older;

    Message newer;

    /** The history that keeps it; null once it is out. */
    History history;

    Message(MessageId id, long timeMillis, long expiresMillis, Publication publication) {
        this.id = id;
        this.timeMillis = timeMillis;
        this.expiresMillis = expiresMillis;
        this.publication = publication;
    }

    public TopicName topic() {
        return publication.topic();
    }

    public MessageId id() {
        return id;
    }

    public Payload payload() {
        return publication.payload();
    }

    /** The event name, or null. */
    public String event() {
        return publication.event();
    }

    /** The media type, or null. */
    public String contentType() {
        return publication.contentType();
    }

    String key() {
        return publication.key();
    }

    /** Whether its publisher gave it a time to live. */
    boolean expires() {
        return expiresMillis != Long.MAX_VALUE;
    }

    boolean expired(long nowMillis) {
        return nowMillis >= expiresMillis;
    }

    long timeMillis() {
        return timeMillis;
    }

    /** What it counts against every bound: its payload and {@value #OVERHEAD_BYTES} bytes. */
    public int cost() {
        return (int) cost(publication);
    }

    static long cost(Publication publication) {
        return publication.payload().bytes().length + OVERHEAD_BYTES;
    }

    /** As it is told to readers. */
    public Event.Message toEvent() {
        return new Event.Message(topic(), id, timeMillis, payload(), event(), contentType());
    }

    /** Its bytes in one form; not to be changed. */
    public byte[] encoded(Format format) {
        byte[] bytes = encoded.get(format.index());
        if (bytes == null) {
            bytes = format.encode(this);
            encoded.set(format.index(), bytes);
        }
        return bytes;
    }
}
