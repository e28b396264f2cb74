package io.oneport.server.session;

import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Reset;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one reader, in order and within bounds. Confined to the socket's event loop.
 *
 * <p>Messages wait as references, shared by all readers; each is encoded when the socket can take it. What comes from
 * history does not count against the limit: it is there for all readers once, and a reader that resumes must not be
 * called slow for it.
 *
 * <p>A reader is slow if more than {@code outbound-limit} waits for it during all of {@code slow-reader-grace}, or
 * {@value #HARD_LIMIT_FACTOR} times as much at any time. Then each topic's policy applies to that topic's messages; until
 * the reader has caught up, the limit holds without grace.
 */
public final class Outbox implements Work {
    /** A frame's header, and the reference to what is sent. */
    static final int OVERHEAD_BYTES = 32;

    static final int HARD_LIMIT_FACTOR = 4;

    /** What is written before other work has its turn. */
    private static final int PART_BYTES = 16 << 10;

    private final Outlet outlet;
    private final SessionSettings settings;
    /** Each a {@link Message}, a part of history, which does not count, or a {@link Reset}, which does not either. */
    private final Deque<Object> waiting = new ArrayDeque<>(0);

    private long waitingBytes;
    private boolean over;
    /** It was too slow, and has not caught up since. */
    private boolean behind;

    private long overSinceNanos;
    private boolean draining;
    private boolean closed;
    /** Dropped messages that the reader has not been told of; null if there are none. */
    private @Nullable Map<TopicName, Long> missed;

    private @Nullable Runnable whenEmpty;

    /** What is left of a part of history; never empty. */
    private static final class Replay {
        private final List<Message> messages;
        private final Runnable taken;
        private int next;

        private Replay(List<Message> messages, int next, Runnable taken) {
            this.messages = messages;
            this.next = next;
            this.taken = taken;
        }
    }

    public Outbox(Outlet outlet, SessionSettings settings) {
        this.outlet = outlet;
        this.settings = settings;
    }

    /**
     * Takes a part of what history holds for a reader that begins.
     *
     * @param messages of one topic; shared with other readers
     * @param taken run once the socket has taken all of them, maybe before this method returns; not if they are dropped
     */
    public void replay(List<Message> messages, Runnable taken) {
        int next = 0;
        while (next < messages.size() && direct(messages.get(next))) {
            next++;
        }
        if (closed) {
            return;
        } else if (next < messages.size()) {
            waiting.addLast(new Replay(messages, next, taken));
        } else {
            taken.run();
        }
    }

    /** Takes a message that was just published. Never blocks. */
    public Delivery add(Message message) {
        if (closed) {
            return Delivery.CLOSED;
        }
        if (direct(message)) {
            return Delivery.SENT;
        }
        waiting.addLast(message);
        waitingBytes += cost(message);
        if (waitingBytes <= settings.outboundLimitBytes()) {
            return Delivery.QUEUED;
        }
        return slow() ? makeRoom() : Delivery.QUEUED;
    }

    /** Takes word of a loss, which the reader is told between the messages that it came between. */
    public void reset(Reset reset) {
        if (closed) {
            return;
        } else if (waiting.isEmpty() && outlet.writable()) {
            outlet.reset(reset);
        } else {
            waiting.addLast(reset);
        }
    }

    private static int cost(Message message) {
        return message.payload().bytes().length + OVERHEAD_BYTES;
    }

    private boolean direct(Message message) {
        boolean direct = !closed && waiting.isEmpty() && outlet.writable();
        if (direct) {
            outlet.write(message);
        }
        return direct;
    }

    /** More than the limit waits: whether that is so for too long, or is too much. */
    private boolean slow() {
        long now = outlet.nowNanos();
        if (!over) {
            over = true;
            overSinceNanos = now;
        }
        return behind
                || now - overSinceNanos >= settings.slowReaderGrace().toNanos()
                || waitingBytes > (long) HARD_LIMIT_FACTOR * settings.outboundLimitBytes();
    }

    private Delivery makeRoom() {
        outlet.countDropped(dropAllButLatest(), true);
        outlet.countDropped(dropOldest(), false);
        if (waitingBytes > settings.outboundLimitBytes()) {
            // What still waits is of topics whose readers must not miss a message, or one message for each topic.
            close();
            outlet.cutOff();
            return Delivery.CLOSED;
        }
        behind = true;
        return Delivery.DROPPED_OTHERS;
    }

    private int dropOldest() {
        int dropped = 0;
        Iterator<Object> each = waiting.iterator();
        while (each.hasNext() && waitingBytes > settings.outboundLimitBytes()) {
            if (each.next() instanceof Message message
                    && settings.slowReaders().of(message.topic()) == SlowReaderPolicy.DROP_OLDEST) {
                dropped += drop(each, message);
            }
        }
        return dropped;
    }

    private int dropAllButLatest() {
        int dropped = 0;
        Set<TopicName> kept = new HashSet<>();
        for (Iterator<Object> each = waiting.descendingIterator(); each.hasNext(); ) {
            if (each.next() instanceof Message message
                    && settings.slowReaders().of(message.topic()) == SlowReaderPolicy.LATEST
                    && !kept.add(message.topic())) {
                dropped += drop(each, message);
            }
        }
        return dropped;
    }

    private int drop(Iterator<Object> at, Message message) {
        at.remove();
        waitingBytes -= cost(message);
        if (missed == null) {
            missed = new HashMap<>();
        }
        missed.merge(message.topic(), 1L, Long::sum);
        return 1;
    }

    /** Goes on writing what waits. To be called whenever the socket is writable again. */
    public void drain() {
        if (!draining && !waiting.isEmpty()) {
            draining = true;
            outlet.work().add(this);
        }
    }

    @Override
    public boolean work(TurnBudget budget) {
        int written = 0;
        while (!waiting.isEmpty() && written < PART_BYTES && outlet.writable()) {
            written += writeNext();
            budget.use(TurnBudget.DELIVERY, 0);
        }
        if (written > 0) {
            outlet.flush();
            budget.use(TurnBudget.WRITE, written);
        }
        behind &= !waiting.isEmpty();
        draining = !waiting.isEmpty() && outlet.writable();
        if (waiting.isEmpty() && whenEmpty != null) {
            Runnable then = whenEmpty;
            whenEmpty = null;
            then.run();
        }
        return draining;
    }

    private int writeNext() {
        if (waiting.getFirst() instanceof Replay replay) {
            return writeNext(replay);
        }
        Object next = waiting.removeFirst();
        tellMissed(topic(next));
        if (next instanceof Reset reset) {
            outlet.reset(reset);
            return OVERHEAD_BYTES;
        }
        Message message = (Message) next;
        waitingBytes -= cost(message);
        over &= waitingBytes > settings.outboundLimitBytes();
        outlet.write(message);
        return cost(message);
    }

    private int writeNext(Replay replay) {
        Message message = replay.messages.get(replay.next);
        replay.next++;
        boolean last = replay.next == replay.messages.size();
        if (last) {
            waiting.removeFirst();
        }
        tellMissed(message.topic());
        outlet.write(message);
        if (last) {
            replay.taken.run();
        }
        return cost(message);
    }

    private void tellMissed(TopicName topic) {
        Long count = missed == null ? null : missed.remove(topic);
        if (count != null) {
            outlet.missed(topic, count);
        }
    }

    private static TopicName topic(Object item) {
        if (item instanceof Reset reset) {
            return reset.topic();
        }
        return item instanceof Replay replay ? replay.messages.get(0).topic() : ((Message) item).topic();
    }

    @Override
    public boolean failed(Throwable cause) {
        draining = false;
        close();
        outlet.failed(cause);
        return false;
    }

    /** Runs an action once nothing waits any more: now, or when the socket has taken the rest. */
    public void whenEmpty(Runnable action) {
        if (waiting.isEmpty()) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    /** Drops the pending messages of one topic, which its reader has left. */
    public void forget(TopicName topic) {
        for (Iterator<Object> each = waiting.iterator(); each.hasNext(); ) {
            Object next = each.next();
            if (topic(next).equals(topic)) {
                each.remove();
                waitingBytes -= next instanceof Message message ? cost(message) : 0;
            }
        }
        if (missed != null) {
            missed.remove(topic);
        }
    }

    /** Drops all messages, and accepts no more. */
    public void close() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
        whenEmpty = null;
    }
}
