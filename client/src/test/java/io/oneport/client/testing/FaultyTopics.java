package io.oneport.client.testing;

import io.oneport.client.testing.Outlet.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Topics as docs/topics.md has them, without history, all of the one epoch {@code e}. Who publishes on a WebSocket reads
 * what it published, too. Confined to the event loop.
 */
final class FaultyTopics {
    private static final class Topic {
        final List<Outlet> readers = new ArrayList<>();
        long offset;
    }

    /** What a publication came to. */
    record Published(String id, int subscribers) {}

    private final Map<String, Topic> topics = new HashMap<>();
    private final FaultyDeliveries deliveries;

    FaultyTopics(FaultyDeliveries deliveries) {
        this.deliveries = deliveries;
    }

    /** Adds a reader; gives the position that it begins behind. */
    String subscribe(String name, Outlet reader) {
        Topic topic = topic(name);
        topic.readers.add(reader);
        return "e." + topic.offset;
    }

    void unsubscribe(String name, Outlet reader) {
        topic(name).readers.remove(reader);
        deliveries.closed(reader);
    }

    Published publish(String name, byte[] payload, boolean text) {
        Topic topic = topic(name);
        Message message = new Message("e." + ++topic.offset, payload, text);
        int subscribers = topic.readers.size();
        // A copy: a reader that is too slow leaves the list while it is walked.
        List.copyOf(topic.readers).forEach(reader -> deliveries.deliver(reader, message));
        return new Published(message.id(), subscribers);
    }

    private Topic topic(String name) {
        return topics.computeIfAbsent(name, unknown -> new Topic());
    }
}
