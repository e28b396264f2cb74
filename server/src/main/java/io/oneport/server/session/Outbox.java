package io.oneport.server.session;

import io.oneport.protocol.TopicName;
import io.oneport.server.topic.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What waits for one reader, in order and within bounds. Confined to the socket's event loop.
 *
 * <p>Messages wait as references, shared by all readers; each is encoded when the socket can take it. What comes from
 * history does not count against the limit: it is there for all readers once, and a reader that resumes must not be
 * called slow for it.
 */
public final class Outbox {
    private final Outlet outlet;
    private final SessionSettings settings;
    private final Deque<Waiting> waiting = new ArrayDeque<>(0);
    private long waitingBytes;
    private boolean closed;

    /** One message that waits, and whether it counts. */
    private record Waiting(Message message, boolean counted) {}

    public Outbox(Outlet outlet, SessionSettings settings) {
        this.outlet = outlet;
        this.settings = settings;
    }

    /** Takes what history holds for a reader that begins. */
    public void replay(List<Message> messages) {
        for (Message message : messages) {
            if (!direct(message)) {
                waiting.addLast(new Waiting(message, false));
            }
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
        waiting.addLast(new Waiting(message, true));
        waitingBytes += message.cost();
        if (waitingBytes <= settings.outboundLimitBytes()) {
            return Delivery.QUEUED;
        }
        return switch (settings.slowReaders().of(message.topic())) {
            case DISCONNECT -> {
                close();
                outlet.cutOff();
                yield Delivery.CLOSED;
            }
            case DROP_OLDEST -> {
                outlet.countDropped(dropOldest());
                yield Delivery.DROPPED_OTHERS;
            }
            case LATEST -> {
                outlet.countDropped(dropAllButLatest());
                yield Delivery.DROPPED_OTHERS;
            }
        };
    }

    private boolean direct(Message message) {
        boolean direct = !closed && waiting.isEmpty() && outlet.writable();
        if (direct) {
            outlet.write(message);
        }
        return direct;
    }

    private int dropOldest() {
        int dropped = 0;
        for (Iterator<Waiting> each = waiting.iterator(); waitingBytes > settings.outboundLimitBytes(); ) {
            Waiting oldest = each.next();
            if (oldest.counted) {
                each.remove();
                waitingBytes -= oldest.message.cost();
                dropped++;
            }
        }
        return dropped;
    }

    private int dropAllButLatest() {
        int dropped = 0;
        Set<TopicName> kept = new HashSet<>();
        for (Iterator<Waiting> each = waiting.descendingIterator(); each.hasNext(); ) {
            Waiting next = each.next();
            if (!kept.add(next.message.topic()) && next.counted) {
                each.remove();
                waitingBytes -= next.message.cost();
                dropped++;
            }
        }
        return dropped;
    }

    /** Writes what waits, as far as the socket takes it. To be called whenever it takes more again. */
    public void drain() {
        boolean wrote = false;
        while (!waiting.isEmpty() && outlet.writable()) {
            Waiting next = waiting.removeFirst();
            if (next.counted) {
                waitingBytes -= next.message.cost();
            }
            outlet.write(next.message);
            wrote = true;
        }
        if (wrote) {
            outlet.flush();
        }
    }

    /** Drops what waits of one topic: its reader does not want it any more. */
    public void forget(TopicName topic) {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting next = each.next();
            if (next.message.topic().equals(topic)) {
                each.remove();
                waitingBytes -= next.counted ? next.message.cost() : 0;
            }
        }
    }

    /** Drops everything, and takes nothing more. */
    public void close() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }
}
