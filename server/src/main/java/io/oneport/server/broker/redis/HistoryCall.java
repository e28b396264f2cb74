package io.oneport.server.broker.redis;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Start;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A read of a topic's history: of one page, or page by page. {@link #run} sends what can be sent now. Confined to the topic's
 * owner.
 */
final class HistoryCall implements Runnable {
    /** The most messages of a page; what they are encoded in is bounded too, but there is one at least. */
    static final int PAGE = 512;

    private static final int PAGE_BYTES = 256 << 10;
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final TopicCalls calls;
    private final FollowedTopics followed;
    private final TopicName topic;
    private final Since since;
    private final int limit;
    /** It ends with the first page. */
    private final boolean onePage;

    private final @Nullable MessageId told;
    private final Consumer<ReadResult> result;
    /** Pushed back with each page: Redis has to be away for that long. */
    private long deadlineMillis;

    private final List<Message> messages = new ArrayList<>();
    /** The first page's; null before it is there. */
    private @Nullable Answers first;

    private int attempts;
    private boolean underWay;
    private boolean answered;
    private long sentMillis;
    private @Nullable Link link;
    private String trouble = "Redis is away.";

    HistoryCall(
            TopicCalls calls,
            FollowedTopics followed,
            TopicName topic,
            Since since,
            int limit,
            Consumer<ReadResult> result) {
        this(calls, followed, topic, since, limit, false, null, result);
    }

    private HistoryCall(
            TopicCalls calls,
            FollowedTopics followed,
            TopicName topic,
            Since since,
            int limit,
            boolean onePage,
            @Nullable MessageId told,
            Consumer<ReadResult> result) {
        this.calls = calls;
        this.followed = followed;
        this.topic = topic;
        this.since = since;
        this.limit = limit;
        this.onePage = onePage;
        this.told = told;
        this.result = result;
        this.deadlineMillis = calls.nowMillis() + calls.timeoutMillis();
    }

    /** One page; see {@link io.oneport.server.broker.Broker#page}. */
    static HistoryCall page(
            TopicCalls calls,
            FollowedTopics followed,
            TopicName topic,
            Since since,
            @Nullable MessageId told,
            Consumer<ReadResult> result) {
        return new HistoryCall(calls, followed, topic, since, PAGE, true, told, result);
    }

    boolean answered() {
        return answered;
    }

    @Override
    public void run() {
        send();
    }

    private void send() {
        Link to = calls.link(topic);
        if (underWay || answered || to == null || !followed.mayRead(to, topic, this)) {
            return;
        }
        underWay = true;
        link = to;
        sentMillis = calls.nowMillis();
        int most = Math.min(PAGE, limit - messages.size());
        calls.read(to, topic, followed.has(topic), most, PAGE_BYTES, asked(), this::replied);
    }

    private byte[][] asked() {
        Answers begun = first;
        if (begun != null) {
            long after = messages.get(messages.size() - 1).id().offset();
            return new byte[][] {Keys.ascii("page"), Keys.ascii(Epoch.text(begun.epoch())), Keys.ascii(after)};
        } else if (since instanceof Since.After after) {
            MessageId id = after.id();
            byte[] epoch = Keys.ascii(Epoch.text(id.epoch()));
            byte[] offset = Keys.ascii(id.offset());
            MessageId known = told;
            return known == null
                    ? new byte[][] {Keys.ascii("after"), epoch, offset}
                    : new byte[][] {
                        Keys.ascii("after"),
                        epoch,
                        offset,
                        Keys.ascii(Epoch.text(known.epoch())),
                        Keys.ascii(known.offset())
                    };
        } else if (since instanceof Since.Age age) {
            return new byte[][] {Keys.ascii("age"), Keys.ascii(age.age().toMillis())};
        }
        return new byte[][] {Keys.ascii(since instanceof Since.All ? "all" : "now")};
    }

    private void replied(Reply reply) {
        underWay = false;
        if (answered) {
            return;
        }
        if (reply instanceof Reply.Done done) {
            page(Answers.of(done.values()));
        } else if (reply instanceof Reply.NotDone notDone) {
            trouble = notDone.why();
            calls.trouble(link, notDone);
            if (!notDone.soon()) {
                answer(new Refusal.Unavailable(SOON, notDone.why()));
            }
        } else if (reply instanceof Reply.Unknown unknown) {
            trouble = unknown.why();
        }
    }

    private void page(Answers page) {
        deadlineMillis = calls.nowMillis() + calls.timeoutMillis();
        Answers begun = first;
        if (page.changed()) {
            messages.clear();
            first = null;
            if (++attempts < MAX_ATTEMPTS) {
                send();
            } else {
                answer(new Refusal.Unavailable(SOON, "The topic changes faster than it can be read."));
            }
            return;
        }
        List<Message> got = page.messages(topic);
        if (begun == null) {
            first = page;
            begun = page;
        }
        messages.addAll(got);
        boolean end = got.isEmpty() || got.get(got.size() - 1).id().offset() >= page.lastOffset();
        if (!end && !onePage && messages.size() < limit) {
            send();
            return;
        }
        MessageId position = new MessageId(begun.epoch(), begun.position());
        MessageId asked = begun.missed() && since instanceof Since.After after ? after.id() : null;
        answer(new ReadResult.Held(
                new Start(topic, position, asked, Collections.unmodifiableList(messages)),
                new MessageId(page.epoch(), page.lastOffset()),
                !end,
                begun.lostThrough()));
    }

    /** Tries again, or gives up. */
    void tick(long nowMillis) {
        if (nowMillis >= deadlineMillis) {
            Link asked = link;
            if (underWay && asked != null && nowMillis - sentMillis >= calls.timeoutMillis()) {
                asked.end("it did not answer in time");
            }
            answer(new Refusal.Unavailable(SOON, trouble));
        } else {
            send();
        }
    }

    private void answer(ReadResult given) {
        if (!answered) {
            answered = true;
            result.accept(given);
        }
    }
}
