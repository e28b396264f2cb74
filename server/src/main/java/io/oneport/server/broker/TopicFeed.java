package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    private final Broker broker;
    private final int owner;
    private final TopicName topic;
    private final Output output;

    /** The last message that passed; null before the first read is answered. */
    private @Nullable MessageId last;
    /** Messages that arrived before their predecessors; null while there are none. */
    private @Nullable EarlyMessages early;

    /** Readers that wait for a read. */
    private final WaitingReaders waiting = new WaitingReaders();
    /** Those that have begun, and wait until the broker can be read again; null while there are none. */
    private @Nullable WaitingReaders stalled;
    /** What was read a moment ago; null if there is nothing, or it is not kept. */
    private @Nullable RecentPages recent;

    private final @Nullable PageSharing sharing;
    /** Messages that have passed since the read under way was asked for; null if no reader waits for that. */
    private @Nullable List<Message> passed;

    private boolean reading;
    /** The read under way is for what is missing, and not for a reader. */
    private boolean filling;
    /** A message may be missing: a read is due. */
    private boolean behind;

    private boolean closed;

    /**
     * Creates one that has read nothing yet.
     *
     * @param sharing where readers find what others have had read a moment ago; null if each has it read
     */
    TopicFeed(Broker broker, int owner, TopicName topic, Output output, @Nullable PageSharing sharing) {
        this.broker = broker;
        this.owner = owner;
        this.topic = topic;
        this.output = output;
        this.sharing = sharing;
    }

    @Override
    public void message(Message message) {
        if (last != null && message.id().epoch() == last.epoch()) {
            long ahead = message.id().offset() - last.offset();
            if (ahead == 1) {
                pass(message);
                if (early != null) {
                    passEarly(early);
                }
                return;
            } else if (ahead < 1) {
                return;
            }
        }
        keep(message);
        if (!filling) {
            look();
        }
    }

    @Override
    public void check() {
        forget(); // who knows what has become of history
        look();
    }

    private void look() {
        behind = true;
        if (stalled != null) {
            waiting.addAll(stalled);
            stalled = null;
        }
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
     * that precede the reader's first one, so that it can join the others there; unless there is {@linkplain
     * ReadResult.Held#more more}, which {@link #goOn} is for.
     */
    void attach(Since since, Consumer<ReadResult> result) {
        ask(new Asked(since, null), result);
    }

    /**
     * Finds where a reader goes on that was given a part of history. The result is as that of {@link #attach}. It waits while
     * the broker cannot be read, and so never comes if that ends the reader.
     *
     * @param position the last message that the reader was given
     * @param told the topic's last id, as it was given with that
     */
    void goOn(MessageId position, MessageId told, Consumer<ReadResult.Held> result) {
        ask(new Asked(new Since.After(position), told), held -> result.accept((ReadResult.Held) held));
    }

    private void ask(Asked asked, Consumer<ReadResult> result) {
        ReadResult.Held held = recent(asked);
        if (held != null) {
            result.accept(held);
        } else {
            waiting.add(asked, List.of(result));
            readNext();
        }
    }

    /** Whether readers wait to begin. */
    boolean attaching() {
        return !waiting.isEmpty() || passed != null;
    }

    /** Ends it: nothing further comes. */
    void close() {
        closed = true;
        forget();
    }

    /** What a reader asks for, if it was read a moment ago and the broker is as it was; else null. */
    private ReadResult.@Nullable Held recent(Asked asked) {
        ReadResult.Held held = recent == null ? null : recent.find(asked, last());
        return held != null && broker.state() instanceof BrokerState.Ready ? held : null;
    }

    /** Keeps what was read for one reader, for others that come soon. */
    private void share(Asked asked, ReadResult.Held held) {
        long epoch = last().epoch();
        if (sharing != null && held.last().epoch() == epoch) {
            RecentPages pages = recent;
            if (pages == null || pages.ended()) {
                pages = new RecentPages(sharing, topic, epoch);
                recent = pages;
            }
            pages.found(asked, held);
        }
    }

    private void forget() {
        if (recent != null) {
            recent.end();
            recent = null;
        }
    }

    /** The last message that passed, once the first read is answered. */
    private MessageId last() {
        return Objects.requireNonNull(last);
    }

    private void pass(Message message) {
        last = message.id();
        if (recent != null) {
            recent.passed(message);
        }
        if (passed != null) {
            passed.add(message);
        }
        output.message(message);
    }

    private void keep(Message message) {
        early = early == null ? new EarlyMessages() : early;
        behind |= !early.add(message); // then it is read again
    }

    /**
     * Lets through what follows the last message.
     *
     * @param early the messages that arrived before their predecessors
     */
    private void passEarly(EarlyMessages early) {
        early.passAfter(last(), this::pass);
        this.early = early.isEmpty() ? null : early;
    }

    /** What is missing goes first: a reader can only begin where the others are. */
    private void readNext() {
        if (reading || closed) {
            return;
        }
        if (behind && last != null) {
            behind = false;
            fill(last);
        } else {
            readForReaders();
        }
    }

    private void fill(MessageId asked) {
        List<Message> known = early == null ? List.of() : early.list();
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
        MessageId before = last();
        boolean sameEpoch = held.last().epoch() == before.epoch();
        boolean brings = !sameEpoch || held.last().offset() > before.offset();
        boolean lost = held.start().reset();
        if (brings && (lost || !sameEpoch) && !asked.equals(before)) {
            behind = true; // it says what is lost after a position that has changed since: ask again
            return;
        }
        if (brings) {
            takeIn(held.start(), held.last());
        }
        if (early != null) {
            // Of another epoch, and there before the read: had that epoch begun later than this one, the read would say
            // so.
            boolean more = !known.containsAll(early.list());
            early.dropOtherEpochs(last().epoch(), known);
            passEarly(early);
            // What is missing still will be there with the next read; unless nothing has changed, when only time can
            // help.
            behind |= early != null && (more || !before.equals(last));
        }
    }

    /** Lets everything through that is held up to an id; what is neither held nor came early ended by its own wish. */
    private void takeIn(Start start, MessageId upTo) {
        MessageId last = last();
        Reset missed = start.toReset();
        if (missed != null) {
            output.reset(missed);
        }
        if (missed != null || start.position().epoch() != last.epoch()) {
            forget();
            last = start.position();
            this.last = last;
        }
        TreeMap<Long, Message> messages = new TreeMap<>();
        if (early != null) {
            early.upTo(upTo, message -> messages.put(message.id().offset(), message));
        }
        for (Message message : start.messages()) {
            messages.put(message.id().offset(), message);
        }
        messages.tailMap(last.offset(), false).values().forEach(this::pass);
        if (upTo.offset() >= last().offset()) {
            this.last = upTo;
        }
    }

    /** One read for all that want the same, or what it finds. */
    private void readForReaders() {
        while (!reading && !closed) {
            Map.Entry<Asked, List<Consumer<ReadResult>>> next = waiting.poll();
            if (next == null) {
                return;
            }
            ReadResult.Held held = recent(next.getKey());
            if (held == null) {
                read(next.getKey(), next.getValue());
            } else {
                next.getValue().forEach(reader -> reader.accept(held));
            }
        }
    }

    private void read(Asked asked, List<Consumer<ReadResult>> readers) {
        reading = true;
        List<Message> tail = new ArrayList<>(0);
        passed = tail;
        broker.page(owner, topic, asked.since(), asked.told(), result -> {
            reading = false;
            passed = null;
            if (!closed) {
                if (result instanceof ReadResult.Held held) {
                    found(asked, readers, held, tail);
                } else if (asked.told() == null) {
                    readers.forEach(reader -> reader.accept(result));
                } else {
                    stalled = stalled == null ? new WaitingReaders() : stalled;
                    stalled.add(asked, readers);
                }
                readNext();
            }
        });
    }

    /**
     * Gives readers a part of history, or lets them join the others.
     *
     * @param tail what the others were handed since the read was asked for
     */
    private void found(Asked asked, List<Consumer<ReadResult>> readers, ReadResult.Held held, List<Message> tail) {
        if (last == null) {
            last = held.last();
            share(asked, held);
            readers.forEach(reader -> reader.accept(held));
            if (early != null) {
                passEarly(early);
                behind |= early != null;
            }
        } else if (held.more()) {
            share(asked, held);
            readers.forEach(reader -> reader.accept(held)); // where the others are does not matter yet
        } else if (held.last().epoch() != last.epoch() || Joining.waits(asked.since(), held.start(), last)) {
            behind = true; // the others have to come to that place first
            waiting.add(asked, readers);
        } else {
            behind |= held.last().offset() > last.offset(); // what they were not handed yet is on its way, or lost
            Start start = Joining.start(held.start(), held.last(), tail, last);
            ReadResult.Held joining = new ReadResult.Held(start, last, false, held.lostThrough());
            if (sharing != null
                    && start.position().equals(held.start().position())
                    && tail.stream().allMatch(sharing::keeps)) {
                share(asked, joining);
            }
            readers.forEach(reader -> reader.accept(joining));
        }
    }
}
