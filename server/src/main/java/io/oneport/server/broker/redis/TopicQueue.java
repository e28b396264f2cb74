package io.oneport.server.broker.redis;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic's publications that Redis has not answered, in their order: one call is under way, and what comes meanwhile goes with
 * the next one. Confined to the topic's owner.
 */
final class TopicQueue {
    static final int MAX_BATCH = 64;
    static final int MAX_BATCH_BYTES = 64 << 10;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final TopicName topic;
    private final TopicCalls calls;
    private final FollowedTopics followed;
    private final Deque<Pending> waiting = new ArrayDeque<>(1);
    private @Nullable List<Pending> underWay;
    private @Nullable Link link;
    private long sentMillis;
    private String trouble = "Redis is away.";

    TopicQueue(TopicName topic, TopicCalls calls, FollowedTopics followed) {
        this.topic = topic;
        this.calls = calls;
        this.followed = followed;
    }

    boolean isEmpty() {
        return underWay == null && waiting.isEmpty();
    }

    void add(Pending pending) {
        waiting.add(pending);
        send();
    }

    /** Sends what waits, unless a call is under way or Redis is away. */
    void send() {
        if (underWay != null || waiting.isEmpty()) {
            return;
        }
        Link to = calls.link(topic);
        if (to == null) {
            return;
        }
        List<Pending> batch = new ArrayList<>(Math.min(waiting.size(), MAX_BATCH));
        int bytes = 0;
        while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
            Pending next = waiting.peek();
            if (!batch.isEmpty() && bytes + next.bytes() > MAX_BATCH_BYTES) {
                break;
            }
            bytes += next.bytes();
            batch.add(waiting.remove());
        }
        underWay = batch;
        link = to;
        sentMillis = calls.nowMillis();
        calls.publish(to, topic, arguments(to, batch), reply -> replied(batch, reply));
    }

    private byte[][] arguments(Link to, List<Pending> batch) {
        byte[][] fixed = calls.publishArguments(to, followed.hears(to, topic));
        byte[][] all = new byte[fixed.length + 2 * batch.size()][];
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        int at = fixed.length;
        for (Pending each : batch) {
            all[at++] = Keys.ascii(element(each));
            all[at++] = MessageBytes.encode(each.publication);
        }
        return all;
    }

    /** What the functions have to know of a publication: what it costs, and its time to live and its key if it has them. */
    private static String element(Pending pending) {
        String element = Long.toString(pending.cost);
        Duration ttl = pending.publication.ttl();
        String key = pending.publication.key();
        if (ttl != null) {
            element += ";" + ttl.toMillis();
        }
        return key == null ? element : element + ':' + key;
    }

    private void replied(List<Pending> batch, Reply reply) {
        underWay = null;
        if (reply instanceof Reply.Done done) {
            published(batch, Answers.of(done.values()));
        } else if (reply instanceof Reply.NotDone notDone) {
            trouble = notDone.why();
            calls.trouble(link, notDone);
            if (notDone.soon()) {
                putBack(batch); // the next tick sends it again
                return;
            }
            PublishResult refusal = notDone.code().equals("TOOMANY")
                    ? new Refusal.Refused(ErrorCode.TOO_MANY_TOPICS, calls.tooManyTopics())
                    : new Refusal.Unavailable(SOON, notDone.why());
            batch.forEach(each -> each.answer(refusal));
        } else if (reply instanceof Reply.Unknown unknown) {
            trouble = unknown.why();
            unanswered(batch, unknown);
        }
        send();
    }

    private void published(List<Pending> batch, Answers answers) {
        int servers = calls.nodes().servers();
        int subscribers = followed.subscribers(topic)
                + calls.nodes().subscribersElsewhere((List<?>) answers.rest().get(0));
        calls.counters().published.add(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            long offset = (Long) answers.rest().get(1 + i);
            batch.get(i)
                    .answer(
                            offset > 0
                                    ? new PublishResult.Published(answers.id(offset), subscribers, servers)
                                    : new PublishResult.Duplicate(answers.id(-offset)));
        }
    }

    /** What has a key is sent once more: if it was published, Redis says so. */
    private void unanswered(List<Pending> batch, Reply.Unknown unknown) {
        List<Pending> again = new ArrayList<>();
        for (Pending each : batch) {
            if (each.publication.key() != null && !each.sent && !each.answered()) {
                each.sent = true;
                again.add(each);
                calls.counters().repeated.increment();
            } else {
                each.answer(new Refusal.Unavailable(SOON, true, unknown.why()));
            }
        }
        putBack(again);
    }

    private void putBack(List<Pending> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            if (!batch.get(i).answered()) {
                waiting.addFirst(batch.get(i));
            }
        }
    }

    /** Answers what is overdue, and tries again. */
    void tick(long nowMillis) {
        if (underWay != null) {
            for (Pending each : underWay) {
                if (each.deadlineMillis <= nowMillis) {
                    each.answer(new Refusal.Unavailable(SOON, true, "Redis did not answer in time."));
                }
            }
            if (nowMillis - sentMillis > calls.timeoutMillis() && link != null) {
                link.end("it did not answer in time");
            }
        }
        waiting.removeIf(each -> {
            boolean late = each.deadlineMillis <= nowMillis;
            if (late) {
                each.answer(new Refusal.Unavailable(SOON, each.sent, trouble));
            }
            return late;
        });
        send();
    }

    /** What a publication counts against the bound of those in flight. */
    static long cost(Publication publication) {
        return Message.cost(publication);
    }
}
