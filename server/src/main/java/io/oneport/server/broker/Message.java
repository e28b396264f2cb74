package io.oneport.server.broker;

import io.oneport.protocol.Event;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * One published message. Immutable; any thread may read it. A broker may extend it by data about the messages that it
 * keeps.
 *
 * <p>A message is encoded once for each wire format, whatever the number of readers: the first reader that needs a form
 * makes it, and the others find it here, by the {@link Encoding} itself. Two workers may make the same form at the
 * same moment; both are right, and one is kept. Encodings are held weakly: the first garbage collection after their use
 * frees them, so that history keeps the payload alone. A later reader makes them again.
 */
public class Message {
    /**
     * A form in which messages go out, such as a JSON event, and the key by which a message keeps its bytes in that form: two
     * encodings are the same only if they are one object. Any thread may call it.
     */
    public interface Encoding {
        /** The bytes of a message in this form, without any framing of a protocol. */
        byte[] encode(Message message);
    }

    /** Memory of a kept message besides its bytes, rounded up, so that a flood of tiny messages is bounded too. */
    public static final int OVERHEAD_BYTES = 256;

    /** What each text that a message has beside its payload occupies, in addition to its characters. */
    private static final int TEXT_OVERHEAD_BYTES = 64;

    private final TopicName topic;
    private final MessageId id;
    private final Payload payload;
    private final @Nullable String event;
    private final @Nullable String contentType;
    private final @Nullable String key;
    private final long timeMillis;
    private final long createdNanos = System.nanoTime();
    private volatile @Nullable WeakReference<Encoded> encodings;

    /**
     * Creates a message.
     *
     * @param topic its topic's own name, which all of its messages share
     * @param timeMillis the time of day, in milliseconds since 1970
     */
    public Message(TopicName topic, MessageId id, Publication publication, long timeMillis) {
        this.topic = topic;
        this.id = id;
        this.payload = publication.payload();
        this.event = publication.event();
        this.contentType = publication.contentType();
        this.key = publication.key();
        this.timeMillis = timeMillis;
    }

    public final TopicName topic() {
        return topic;
    }

    public final MessageId id() {
        return id;
    }

    public final Payload payload() {
        return payload;
    }

    /** The event name, or null. */
    public final @Nullable String event() {
        return event;
    }

    /** The media type, or null. */
    public final @Nullable String contentType() {
        return contentType;
    }

    /** The idempotency key, or null. */
    public final @Nullable String key() {
        return key;
    }

    /** The time of day at which it was published, in milliseconds since 1970. */
    public final long timeMillis() {
        return timeMillis;
    }

    /** Whether its publisher gave it a time to live that can end. */
    public boolean ends() {
        return false;
    }

    /** When this server had it, by {@link System#nanoTime}: published here, or received from elsewhere. */
    final long createdNanos() {
        return createdNanos;
    }

    /**
     * What it counts against every bound: its payload, {@value #OVERHEAD_BYTES} bytes, and for each of content type,
     * event name and key that it has {@value #TEXT_OVERHEAD_BYTES} bytes and two for each character.
     */
    public final int cost() {
        return (int) cost(payload, event, contentType, key);
    }

    /** What a publication will cost as a message. */
    public static long cost(Publication publication) {
        return cost(publication.payload(), publication.event(), publication.contentType(), publication.key());
    }

    /** Asked several times for each message: it allocates nothing. */
    private static long cost(
            Payload payload, @Nullable String event, @Nullable String contentType, @Nullable String key) {
        return OVERHEAD_BYTES + payload.bytes().length + cost(event) + cost(contentType) + cost(key);
    }

    private static long cost(@Nullable String text) {
        return text == null ? 0 : TEXT_OVERHEAD_BYTES + 2L * text.length();
    }

    /** The event that readers get. */
    public final Event.Message toEvent() {
        return new Event.Message(topic, id, timeMillis, payload, event, contentType);
    }

    /** The bytes of the message in one form; not to be changed. */
    public final byte[] encoded(Encoding encoding) {
        WeakReference<Encoded> held = encodings;
        Encoded first = held == null ? null : held.get();
        for (Encoded each = first; each != null; each = each.next) {
            if (each.encoding == encoding) {
                return each.bytes;
            }
        }
        byte[] bytes = encoding.encode(this);
        encodings = new WeakReference<>(new Encoded(encoding, bytes, first));
        return bytes;
    }

    /** One encoding, and those that were made before it. A topic's readers use two or three: a list is enough. */
    private record Encoded(
            Encoding encoding, byte[] bytes, @Nullable Encoded next) {}
}
