package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reads have found of a topic's history a moment ago, and what was published since: whoever asks for that is given it, and
 * causes no read. Knows one epoch; where another begins, it ends. Nobody waits for anybody here: who is too slow for what is kept
 * has it read again. Confined to the topic's owner.
 */
final class RecentPages implements PageSharing.Forgettable {
    /**
     * Messages in a row.
     *
     * @param asked what a read was asked for that found them; null if another reader that asks for that may not have them
     * @param lost see {@link Start#asked}
     * @param from the offset before them
     * @param to the offset up to which they reach
     * @param lostBefore a reader with an earlier position in this epoch has missed something, and begins with these; 0 if that is
     *     not known
     * @param whole nothing was kept out of history after this offset
     * @param told the topic's last id when they were found
     * @param bytes what they count
     */
    private record Page(
            @Nullable Asked asked,
            @Nullable MessageId lost,
            long from,
            long to,
            long lostBefore,
            long whole,
            MessageId told,
            List<Message> messages,
            int bytes,
            long untilMillis) {
        /** Whether a reader that asks for this misses nothing, if it is given what is here after its position. */
        private boolean suits(Asked other, long epoch) {
            MessageId id = other.after();
            if (id == null || id.offset() < from) {
                return false;
            }
            boolean knowsRest = id.offset() >= whole
                    || other.told() != null
                            && other.told().epoch() == epoch
                            && other.told().offset() >= whole;
            return knowsRest && (id.epoch() == epoch || has(id));
        }

        /** Whether a reader that asks for this gets a reset, and begins with what is here. */
        private boolean tooOld(Asked other, long epoch) {
            MessageId id = other.after();
            return id != null && id.epoch() == epoch && id.offset() < lostBefore;
        }

        /** A position of an earlier epoch is good if there is this very message. */
        private boolean has(MessageId id) {
            int at = firstAfter(messages, id.offset() - 1);
            return at < messages.size() && messages.get(at).id().equals(id);
        }
    }

    private static final int MAX_PAGES = 16;

    private final PageSharing sharing;
    private final TopicName topic;
    private final long epoch;
    private final long untilMillis;
    /** The newest last. */
    private final Deque<Page> pages = new ArrayDeque<>(2);
    /** What was published after {@link #liveFrom}; null before a reader has joined the others. */
    private @Nullable List<Message> live;

    private long liveFrom;
    private int liveBytes;
    private int bytes;
    private boolean ended;

    /** Creates one that has nothing yet. */
    RecentPages(PageSharing sharing, TopicName topic, long epoch) {
        this.sharing = sharing;
        this.topic = topic;
        this.epoch = epoch;
        this.untilMillis = sharing.nowMillis() + sharing.maxMillis(false);
        sharing.begin(this);
    }

    @Override
    public boolean overAt(long nowMillis) {
        return nowMillis >= untilMillis;
    }

    /** Whether it is of no use any more. */
    boolean ended() {
        if (overAt(sharing.nowMillis())) {
            end(); // and does not wait for the next sweep: until then nothing would be shared
        }
        return ended;
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            pages.clear();
            live = null;
            sharing.end(this, bytes);
        }
    }

    /**
     * What a read would find, if that is here.
     *
     * @param last the last message that the others were handed
     * @return null if it has to be read
     */
    ReadResult.@Nullable Held find(Asked asked, MessageId last) {
        long now = sharing.nowMillis();
        if (ended() || last.epoch() != epoch) {
            return null;
        }
        if (asked.since() instanceof Since.Now) {
            return live == null ? null : new ReadResult.Held(new Start(topic, last, null, List.of()), last);
        }
        for (Iterator<Page> newest = pages.descendingIterator(); newest.hasNext(); ) {
            Page page = newest.next();
            ReadResult.Held held = now < page.untilMillis ? find(page, asked, last) : null;
            if (held != null) {
                return held;
            }
        }
        return findLive(asked.after(), last);
    }

    private ReadResult.@Nullable Held findLive(@Nullable MessageId id, MessageId last) {
        List<Message> messages = live;
        if (messages == null
                || id == null
                || id.epoch() != epoch
                || id.offset() < liveFrom
                || id.offset() > last.offset()
                || !sharing.reaches(id.offset(), last.offset())) {
            return null;
        }
        return new ReadResult.Held(new Start(topic, id, null, List.copyOf(after(messages, id.offset()))), last);
    }

    private ReadResult.@Nullable Held find(Page page, Asked asked, MessageId last) {
        MessageId id = asked.after();
        boolean same = asked.equals(page.asked);
        boolean tooOld = !same && page.tooOld(asked, epoch);
        if (!same && !tooOld && !page.suits(asked, epoch)) {
            return null;
        }
        long from = same || tooOld || id == null ? page.from : id.offset();
        if (from > page.to || !sharing.reaches(from, last.offset())) {
            return null;
        }
        List<Message> messages = after(page.messages, from);
        long to = page.to;
        if (live != null && liveFrom <= to && to < last.offset()) {
            List<Message> further = after(live, to);
            if (page.bytes + liveBytes <= PageSharing.PART_BYTES
                    && messages.size() + further.size() <= PageSharing.PART_MESSAGES) {
                List<Message> all = new ArrayList<>(messages.size() + further.size());
                all.addAll(messages);
                all.addAll(further);
                messages = Collections.unmodifiableList(all);
                to = last.offset();
            }
        }
        MessageId lost = tooOld ? id : same ? page.lost : null;
        Start start = new Start(topic, new MessageId(epoch, from), lost, messages);
        if (to == last.offset()) {
            return new ReadResult.Held(start, last);
        }
        // It was told what was kept out up to then, and no further.
        return messages.isEmpty() ? null : new ReadResult.Held(start, later(page.told, asked.told()), true);
    }

    private MessageId later(MessageId id, @Nullable MessageId other) {
        return other != null && other.epoch() == epoch && other.offset() > id.offset() ? other : id;
    }

    /**
     * Keeps what a read has found.
     *
     * @param held of this epoch; if there is no more, it reaches to the last message that the others were handed
     */
    void found(Asked asked, ReadResult.Held held) {
        Start start = held.start();
        List<Message> messages = start.messages();
        MessageId id = asked.after();
        if (!held.more() && live == null) {
            beginLive(held.last().offset());
        }
        if (messages.isEmpty() && !start.reset()) {
            return;
        }
        long whole = held.last().offset();
        if (id != null && !start.reset()) {
            whole = Math.max(
                    id.offset(), asked.told() == null ? 0 : asked.told().offset());
        }
        keep(new Page(
                id != null || asked.since() instanceof Since.All ? asked : null,
                start.asked(),
                start.position().offset(),
                held.more()
                        ? messages.get(messages.size() - 1).id().offset()
                        : held.last().offset(),
                lostBefore(asked, held),
                whole,
                held.last(),
                messages,
                messages.stream().mapToInt(Message::cost).sum(),
                sharing.nowMillis() + sharing.maxMillis(messages.stream().anyMatch(Message::ends))));
    }

    /** See {@link Page#lostBefore}: known if the read has begun with the first message that is held. */
    private long lostBefore(Asked asked, ReadResult.Held held) {
        MessageId id = asked.after();
        boolean fromFirst = id == null
                ? asked.since() instanceof Since.All
                : id.epoch() == epoch && id.offset() < held.lostThrough();
        return fromFirst ? held.lostThrough() : 0;
    }

    private void keep(Page page) {
        pages.add(page);
        bytes += page.bytes;
        sharing.use(page.bytes);
        makeRoom();
    }

    /** Lets the oldest pages go. */
    private void makeRoom() {
        while (!pages.isEmpty() && (bytes > PageSharing.TOPIC_BYTES || pages.size() > MAX_PAGES)) {
            int gone = pages.remove().bytes;
            bytes -= gone;
            sharing.giveBack(gone);
        }
    }

    private void beginLive(long from) {
        live = new ArrayList<>();
        liveFrom = from;
        liveBytes = 0;
    }

    /** The others are handed the next message. */
    void passed(Message message) {
        if (ended) {
            return;
        }
        if (message.id().epoch() != epoch || !sharing.keeps(message)) {
            end(); // who returns is told what history says of it
            return;
        }
        if (live == null) {
            return;
        }
        live.add(message);
        liveBytes += message.cost();
        bytes += message.cost();
        sharing.use(message.cost());
        if (!ended && (live.size() == PageSharing.PART_MESSAGES || liveBytes > PageSharing.PART_BYTES)) {
            MessageId last = message.id();
            pages.add(new Page(null, null, liveFrom, last.offset(), 0, liveFrom, last, live, liveBytes, untilMillis));
            beginLive(last.offset());
            makeRoom();
        }
    }

    private static List<Message> after(List<Message> messages, long offset) {
        int at = firstAfter(messages, offset);
        return at == 0 ? messages : messages.subList(at, messages.size());
    }

    private static int firstAfter(List<Message> messages, long offset) {
        int low = 0;
        int high = messages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (messages.get(middle).id().offset() > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
