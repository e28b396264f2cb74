package io.oneport.server.broker.redis;

import io.oneport.protocol.TopicName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells Redis how many subscribers topics have here, so that a publication on any server knows of them: once a second, and a few
 * at a time, those that have changed. Confined to the topics' owner.
 */
final class ReaderCounts {
    /** Topics that are told of in one tick. */
    private static final int SLICE = 64;

    private static final long INTERVAL_MILLIS = 1000;

    private final TopicCalls calls;
    private final FollowedTopics followed;
    /** In the order in which they changed; those that go on changing wait for their turn. */
    private final Set<TopicName> changed = new LinkedHashSet<>();

    private final Deque<TopicName> round = new ArrayDeque<>();
    private long roundMillis;

    ReaderCounts(TopicCalls calls, FollowedTopics followed) {
        this.calls = calls;
        this.followed = followed;
        this.roundMillis = calls.nowMillis();
    }

    /** A topic's number is another one, or Redis may have forgotten it. */
    void changed(TopicName topic) {
        changed.add(topic);
    }

    void tick(long nowMillis) {
        if (round.isEmpty() && !changed.isEmpty() && nowMillis - roundMillis >= INTERVAL_MILLIS) {
            roundMillis = nowMillis;
            round.addAll(changed);
            changed.clear();
        }
        for (int i = 0; i < SLICE && !round.isEmpty(); i++) {
            say(round.remove());
        }
    }

    /** Tells Redis of one topic now, which also says that it is still used. */
    void say(TopicName topic) {
        Link link = calls.link(topic);
        if (link == null) {
            changed.add(topic);
            return;
        }
        calls.readers(link, topic, followed.tellSubscribers(topic), reply -> {
            if (!(reply instanceof Reply.Done)) {
                changed.add(topic);
                if (reply instanceof Reply.NotDone notDone) {
                    calls.trouble(link, notDone);
                }
            }
        });
    }
}
