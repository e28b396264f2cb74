package io.oneport.server.broker.redis;

import io.oneport.protocol.TopicName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topics of one worker that have readers here. The worker's. */
final class FollowedTopics {
    private final Map<TopicName, FollowedTopic> byName = new HashMap<>();

    void add(FollowedTopic followed) {
        byName.put(followed.topic, followed);
    }

    /** Takes a topic out; null if it is not here. */
    @Nullable
    FollowedTopic remove(TopicName topic) {
        FollowedTopic followed = byName.remove(topic);
        if (followed != null) {
            followed.end();
        }
        return followed;
    }

    @Nullable
    FollowedTopic get(TopicName topic) {
        return byName.get(topic);
    }

    boolean has(TopicName topic) {
        return byName.containsKey(topic);
    }

    int size() {
        return byName.size();
    }

    Collection<FollowedTopic> all() {
        return byName.values();
    }

    /** How many subscribers a topic has here. */
    int subscribers(TopicName topic) {
        FollowedTopic followed = byName.get(topic);
        return followed == null ? 0 : followed.feed.subscribers();
    }

    /** How many subscribers a topic has here, of which Redis is being told. */
    int tellSubscribers(TopicName topic) {
        FollowedTopic followed = byName.get(topic);
        return followed == null ? 0 : followed.tellSubscribers();
    }

    /** Whether what is published to a topic by these connections is heard here. */
    boolean hears(Link by, TopicName topic) {
        FollowedTopic followed = byName.get(topic);
        return followed != null && followed.confirmed(by);
    }

    /**
     * Whether a reader that begins where a read ends misses nothing after that: not before Redis has confirmed the subscription.
     *
     * @param later is called then, if not
     */
    boolean mayRead(Link by, TopicName topic, Runnable later) {
        FollowedTopic followed = byName.get(topic);
        if (followed == null || followed.confirmed(by)) {
            return true;
        }
        followed.whenSubscribed(later);
        return false;
    }
}
