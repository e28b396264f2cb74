package io.oneport.server.session;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.Principal;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.Subscription;
import java.util.ArrayList;
import java.util.List;

/**
 * One reader of a fixed set of topics: an event stream, JSON lines, a WebSocket of raw messages. It tells its socket
 * that it begins once it knows where in every topic; what comes before that waits. Confined to the socket's event loop.
 */
public final class StreamSession {
    /** The socket. */
    public interface Reader extends Outlet {
        /**
         * Every topic has its start. What they hold is written next, in this order.
         *
         * @return whether it wants to go on
         */
        boolean begin(List<Start> starts);

        /** A topic can't be subscribed to: nothing further comes. */
        void refused(Refusal refusal);
    }

    private final Reader reader;
    private final Outbox outbox;
    private final Start[] starts;
    /** By topic; null where it was not asked for yet. */
    private final Place[] places;

    /** Each a {@link Message} or a {@link Reset}. */
    private final List<Object> early = new ArrayList<>(0);

    private final SessionSettings settings;
    private long earlyBytes;
    private int missing;
    private boolean closed;

    private StreamSession(Reader reader, SessionSettings settings, int topics) {
        this.reader = reader;
        this.settings = settings;
        this.outbox = new Outbox(reader, settings);
        this.starts = new Start[topics];
        this.places = new Place[topics];
        this.missing = topics;
    }

    /**
     * Begins.
     *
     * @param who on whose behalf
     * @param worker the event loop's number
     * @param since where to begin in each topic
     */
    public static StreamSession open(
            TopicAccess topics,
            Principal who,
            int worker,
            List<TopicName> names,
            List<Since> since,
            Reader reader,
            SessionSettings settings) {
        StreamSession session = new StreamSession(reader, settings, names.size());
        for (int i = 0; i < names.size() && !session.closed; i++) {
            session.places[i] = session.new Place(i);
            topics.subscribe(who, worker, names.get(i), since.get(i), session.places[i]);
        }
        return session;
    }

    /** The socket takes more again. */
    public void writable() {
        outbox.drain();
    }

    /** Runs an action once everything that was delivered is handed to the socket. */
    public void whenDelivered(Runnable action) {
        outbox.whenEmpty(action);
    }

    /** The socket is gone, or wants no more. */
    public void close() {
        if (!closed) {
            closed = true;
            outbox.close();
            for (Place place : places) {
                if (place != null) {
                    place.cancel();
                }
            }
        }
    }

    private void begin() {
        if (!reader.begin(List.of(starts))) {
            close();
            return;
        }
        for (int i = 0; i < starts.length; i++) {
            List<Message> messages = starts[i].messages();
            starts[i] = null; // it goes when it is written
            places[i].replay(messages);
        }
        early.forEach(this::addItem);
        early.clear();
        reader.flush();
    }

    private void addItem(Object item) {
        if (item instanceof Reset reset) {
            outbox.reset(reset);
        } else {
            add((Message) item);
        }
    }

    private void add(Message message) {
        if (outbox.add(message) == Delivery.CLOSED) {
            close();
        }
    }

    /** Keeps what comes while another topic's owner has not answered yet; that is bounded like everything that waits. */
    private void addEarly(Message message) {
        early.add(message);
        earlyBytes += message.cost();
        if (earlyBytes > settings.outboundLimitBytes()) {
            close();
            reader.refused(new Refusal.Refused(
                    ErrorCode.TOO_MANY_TOPICS,
                    "too much is published to these topics while the stream begins; try again"));
        }
    }

    /** The place of one topic in the session. */
    private final class Place extends SessionSubscriber {
        private final int index;

        private Place(int index) {
            this.index = index;
        }

        @Override
        Outbox outbox() {
            return outbox;
        }

        @Override
        boolean isWanted() {
            return !closed;
        }

        @Override
        public boolean started(Subscription subscription, Start start) {
            if (closed) {
                return false;
            }
            this.subscription = subscription;
            starts[index] = start;
            missing--;
            if (missing == 0) {
                begin();
            }
            return !closed;
        }

        @Override
        public void refused(TopicName topic, Refusal refusal) {
            if (!closed) {
                close();
                reader.refused(refusal);
            }
        }

        @Override
        public void deliver(Message message) {
            if (missing > 0) {
                addEarly(message);
            } else if (!closed) {
                add(message);
            }
        }

        @Override
        public void reset(Reset reset) {
            if (missing > 0) {
                early.add(reset);
            } else if (!closed) {
                outbox.reset(reset);
            }
        }

        @Override
        public void ended(Refusal refusal) {
            if (closed) {
                return;
            }
            boolean begun = missing == 0;
            close();
            if (begun) {
                reader.unavailable(refusal);
            } else {
                reader.refused(refusal);
            }
        }

        @Override
        public void flush() {
            if (missing == 0 && !closed) {
                reader.flush();
            }
        }

        @Override
        public void failed(Throwable cause) {
            close();
            reader.failed(cause);
        }
    }
}
