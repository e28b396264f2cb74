package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Lets each message of a topic through once, in order, whatever the broker hands over: only offset {@code last + 1} of the
 * current epoch passes; a lower one is dropped; a higher one, or another epoch, causes a read that fills the gap. What that
 * read says is lost becomes a reset. New readers begin at the same place as those that are there already.
 *
 * <p>Assumes: (1) every call comes on the topic's owner; (2) the broker keeps what {@link Broker} guarantees.
 *
 * <p>Guarantees: (1) the output gets every message after its start once, in order, or a reset where some are lost; (2) one
 * read is under way at any time, whatever the number of readers: those that ask for the same at the same time share it;
 * (3) what is held back is bounded.
 *
 * <p>A broker that hands over every message in order, and answers reads at once, never causes anything but a comparison.
 */
final class TopicFeed implements Feed {
    /** Where messages go. */
    interface Output {
        void message(Message message);

        void reset(Reset reset);

        /** Sends all readers away. */
        default void ended(Refusal refusal) {}

        int subscribers();
    }

    /** What is held back of messages that came too early; the rest is read again. */
    private static final int MAX_EARLY_BYTES = 1 << 20;

    private record Attach(Since since, Consumer<ReadResult> result) {}

    private final Broker broker;
    private final int owner;
    private final TopicName topic;
    private final Output output;

    /** The last message that passed; null before the first read is answered. */
    private MessageId last;
    /** Messages that came before those that precede them, in order of arrival; null while there are none. */
    private List<Message> early;

    private int earlyBytes;
    /** Readers that wait for a read; null while there are none. */
    private Deque<Attach> waiting;
    /** Messages that have passed since the read under way was asked for; null if no reader waits for that. */
    private List<Message> passed;

    private boolean reading;
    /** The read under way is for what is missing, and not for a reader. */
    private boolean filling;
    /** Something may be missing: a read is due. */
    private boolean behind;

    private boolean closed;

    TopicFeed(Broker broker, int owner, TopicName topic, Output output) {
        this.broker = broker;
        this.owner = owner;
        this.topic = topic;
        this.output = output;
    }

    @Override
    public void message(Message message) {
        if (last != null && message.id().epoch() == last.epoch()) {
            long ahead = message.id().offset() - last.offset();
            if (ahead == 1) {
                pass(message);
                if (early != null) {
                    passEarly();
                }
                return;
            } else if (ahead < 1) {
                return;
            }
        }
        keep(message);
        if (!filling) {
            check();
        }
    }

    @Override
    public void check() {
        behind = true;
        readNext();
    }

    @Override
    public void ended(Refusal refusal) {
        output.ended(refusal);
    }

    @Override
    public int subscribers() {
        return output.subscribers();
    }

    /**
     * Finds where a reader begins. The result comes at a moment at which the output has been handed exactly the messages
     * that precede the reader's first one, so that it can join the others there.
     */
    void attach(Since since, Consumer<ReadResult> result) {
        waiting().add(new Attach(since, result));
        readNext();
    }

    /** Whether readers wait to begin. */
    boolean attaching() {
        return waiting != null || passed != null;
    }

    /** Ends it: nothing further comes. */
    void close() {
        closed = true;
    }

    private void pass(Message message) {
        last = message.id();
        if (passed != null) {
            passed.add(message);
        }
        output.message(message);
    }

    private void keep(Message message) {
        if (early == null) {
            early = new ArrayList<>();
        }
        if (earlyBytes + message.cost() <= MAX_EARLY_BYTES) {
            earlyBytes += message.cost();
            early.add(message);
        } else {
            behind = true; // it is read again
        }
    }

    /** Lets through what follows the last message. */
    private void passEarly() {
        boolean found = true;
        while (found) {
            found = false;
            for (Iterator<Message> each = early.iterator(); each.hasNext(); ) {
                Message message = each.next();
                if (message.id().epoch() == last.epoch() && message.id().offset() <= last.offset() + 1) {
                    each.remove();
                    if (message.id().offset() == last.offset() + 1) {
                        pass(message);
                        found = true;
                    }
                }
            }
        }
        earlyBytes = early.stream().mapToInt(Message::cost).sum();
        early = early.isEmpty() ? null : early;
    }

    /** What is missing goes first: a reader can only begin where the others are. */
    private void readNext() {
        if (reading || closed) {
            return;
        }
        if (behind && last != null) {
            behind = false;
            fill();
        } else if (waiting != null) {
            readForAttach();
        }
    }

    private void fill() {
        MessageId asked = last;
        List<Message> known = early == null ? List.of() : List.copyOf(early);
        reading = true;
        filling = true;
        broker.read(owner, topic, new Since.After(asked), Integer.MAX_VALUE, result -> {
            reading = false;
            filling = false;
            if (!closed) {
                if (result instanceof ReadResult.Held held) {
                    filled(asked, held, known);
                }
                readNext();
            }
        });
    }

    /**
     * Takes in what a read has found.
     *
     * @param asked the last message at the time of the read
     * @param known what had come too early by then
     */
    private void filled(MessageId asked, ReadResult.Held held, List<Message> known) {
        MessageId before = last;
        boolean sameEpoch = held.last().epoch() == last.epoch();
        boolean brings = !sameEpoch || held.last().offset() > last.offset();
        boolean lost = held.start().reset();
        if (brings && (lost || !sameEpoch) && !asked.equals(last)) {
            behind = true; // it says what is lost after a position that has changed since: ask again
            return;
        }
        if (brings) {
            takeIn(held.start(), held.last());
        }
        if (early != null) {
            // Of another epoch, and there before the read: had that epoch begun later than this one, the read would say
            // so.
            boolean more = !known.containsAll(early);
            early.removeIf(message -> message.id().epoch() != last.epoch() && known.contains(message));
            passEarly();
            // What is missing still will be there with the next read; unless nothing has changed, when only time can
            // help.
            behind |= early != null && (more || !before.equals(last));
        }
    }

    /** Lets everything through that is held up to an id; what is neither held nor came early ended by its own wish. */
    private void takeIn(Start start, MessageId upTo) {
        if (start.reset()) {
            output.reset(start.toReset());
        }
        if (start.reset() || start.position().epoch() != last.epoch()) {
            last = start.position();
        }
        TreeMap<Long, Message> messages = new TreeMap<>();
        if (early != null) {
            for (Message message : early) {
                if (message.id().epoch() == upTo.epoch() && message.id().offset() <= upTo.offset()) {
                    messages.put(message.id().offset(), message);
                }
            }
        }
        for (Message message : start.messages()) {
            messages.put(message.id().offset(), message);
        }
        messages.tailMap(last.offset(), false).values().forEach(this::pass);
        if (upTo.offset() >= last.offset()) {
            last = upTo;
        }
    }

    /** One read for all that wait in a row and want the same. */
    private void readForAttach() {
        Since since = waiting.peek().since();
        List<Attach> batch = new ArrayList<>(1);
        while (!waiting.isEmpty() && waiting.peek().since().equals(since)) {
            batch.add(waiting.remove());
        }
        if (waiting.isEmpty()) {
            waiting = null;
        }
        reading = true;
        passed = new ArrayList<>(0);
        broker.read(owner, topic, since, Integer.MAX_VALUE, result -> {
            reading = false;
            List<Message> tail = passed;
            passed = null;
            if (!closed) {
                if (result instanceof ReadResult.Held held) {
                    attached(batch, held, tail);
                } else {
                    batch.forEach(attach -> attach.result().accept(result));
                }
                readNext();
            }
        });
    }

    /**
     * Lets readers join the others.
     *
     * @param tail what the others were handed since the read was asked for
     */
    private void attached(List<Attach> batch, ReadResult.Held held, List<Message> tail) {
        Start start = held.start();
        if (last == null) {
            last = held.last();
            begin(batch, start);
            if (early != null) {
                passEarly();
                behind |= early != null;
            }
            return;
        }
        boolean ahead = start.position().offset() > last.offset();
        boolean waits = ahead && !start.reset() && batch.get(0).since() instanceof Since.After;
        if (held.last().epoch() != last.epoch() || waits) {
            behind = true; // the others have to come to that place first
            for (int i = batch.size() - 1; i >= 0; i--) {
                waiting().addFirst(batch.get(i));
            }
            return;
        }
        behind |= held.last().offset() > last.offset(); // what they were not handed yet is on its way, or lost
        begin(batch, aligned(start, held.last(), tail));
    }

    private void begin(List<Attach> batch, Start start) {
        ReadResult.Held held = new ReadResult.Held(start, last);
        batch.forEach(attach -> attach.result().accept(held));
    }

    /** A start that ends where the others are: with what they have been handed, and without what they have not. */
    private Start aligned(Start start, MessageId readTo, List<Message> tail) {
        if (readTo.offset() == last.offset()) {
            return start;
        }
        List<Message> messages = new ArrayList<>(start.messages());
        messages.removeIf(message -> message.id().offset() > last.offset());
        for (Message message : tail) {
            if (message.id().offset() > readTo.offset()) {
                messages.add(message);
            }
        }
        MessageId position = start.position().offset() > last.offset() ? last : start.position();
        return new Start(topic, position, start.asked(), List.copyOf(messages));
    }

    private Deque<Attach> waiting() {
        if (waiting == null) {
            waiting = new ArrayDeque<>(1);
        }
        return waiting;
    }
}
