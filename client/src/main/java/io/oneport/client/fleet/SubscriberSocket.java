package io.oneport.client.fleet;

import io.oneport.client.account.Content;
import io.oneport.client.account.DeliveryAccount;
import io.oneport.client.account.SeenMessages;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.WireEnd;
import java.util.List;

/**
 * A socket that reads a topic, and looks at every message that comes: whose it is, which one, and how long it took. All of
 * it on its worker's loop, but for {@link #close}.
 *
 * <p>Others may publish there meanwhile: messages of another run do not count, and what is no message of any run counts as
 * unsolicited.
 */
abstract class SubscriberSocket extends LoadSocket {
    final int topic;
    private final WorkKind work;
    private final Payloads payloads;
    private final TopicShares topics;
    private final Directory directory;
    private final Metric opening;
    private final String speaks;
    /** By the publisher's place in the topic. */
    private final SeenMessages[] seen;

    private long doneMeasured;
    private long corrupted;
    private boolean openAtEnd;

    /**
     * Prepares; nothing is opened yet.
     *
     * @param opening how long the last step of opening takes is called this
     * @param speaks its protocol, for people
     * @param directory where publishers are found
     */
    SubscriberSocket(
            int number,
            SocketTools tools,
            Payloads payloads,
            TopicShares topics,
            int topic,
            WorkKind work,
            Metric opening,
            String speaks,
            Directory directory) {
        super(number, tools);
        this.payloads = payloads;
        this.topics = topics;
        this.topic = topic;
        this.work = work;
        this.opening = opening;
        this.speaks = speaks;
        this.directory = directory;
        this.seen = new SeenMessages[topics.publishersOf(topic)];
        for (int place = 0; place < seen.length; place++) {
            seen[place] = new SeenMessages();
        }
    }

    @Override
    final Metric openingMetric() {
        return opening;
    }

    @Override
    final String speaks() {
        return speaks;
    }

    @Override
    void opened(long now) {
        if (now >= time.timeline().start()) {
            for (SeenMessages one : seen) {
                one.beginAnew();
            }
        }
    }

    @Override
    void gone(WireEnd end, long now) {
        // What it misses meanwhile is counted once it is known what was published.
    }

    @Override
    public final void message(byte[] content, int length, boolean text) {
        if (time.isOver()) {
            return;
        }
        measures.exchange.received(length);
        Content found = measures.content;
        switch (payloads.read(content, length)) {
            case INTACT -> {
                found.messages++;
                delivered(payloads.probe(), found);
            }
            case CORRUPTED -> {
                found.messages++;
                found.corrupted++;
                corrupted++;
                measures.errors++;
            }
            case FOREIGN -> {
                // Of another run on the same topic.
            }
            case UNKNOWN -> found.unsolicited++;
        }
    }

    private void delivered(CheckedMessage probe, Content found) {
        int place = topics.placeOf(probe.connection(), topic);
        if (place < 0) {
            found.crossed++;
            return;
        }
        switch (seen[place].see(probe.sequence(), probe.dueNanos())) {
            case NEXT -> count(probe);
            case OVERTAKEN -> {
                directory.overtaken(probe.connection(), seen[place].whole(probe.sequence()));
                count(probe);
            }
            case AGAIN -> found.duplicated++;
            // Whether it came before or not, it comes after many later ones.
            case FORGOTTEN -> directory.overtaken(probe.connection(), seen[place].whole(probe.sequence()));
        }
    }

    private void count(CheckedMessage probe) {
        long now = time.now();
        long due = probe.dueNanos();
        boolean measured = time.measured(due);
        deeds.done(due, now, measured);
        doneMeasured += measured ? 1 : 0;
        measures.record(work.metric(), due, probe.sentNanos(), now, measured);
    }

    /**
     * Whether it has come as far as its publishers, or never will.
     *
     * @param acknowledged by the publisher's socket number, the highest number that was acknowledged, plus 1
     */
    final boolean hasSeen(long[] acknowledged) {
        if (!isOpen()) {
            return true;
        }
        for (int place = 0; place < seen.length; place++) {
            if (!seen[place].isAnew() && seen[place].end() < acknowledged[topics.publisher(topic, place)]) {
                return false;
            }
        }
        return true;
    }

    @Override
    final void account(long now) {
        openAtEnd = isOpen();
    }

    /**
     * Closes its account, once all workers have finished. For the thread that ran the run.
     *
     * @param publishers all of them, by their numbers
     */
    final void close(List<PublishSocket> publishers, long now) {
        long measureFrom = time.timeline().measureFrom();
        DeliveryAccount account = new DeliveryAccount(measures, work, now, measureFrom, opener.timeoutNanos());
        for (int place = 0; place < seen.length; place++) {
            SeenMessages one = seen[place];
            PublishSocket publisher = publishers.get(topics.publisher(topic, place));
            // A topic is in order: what was overtaken is late already.
            account.add(one, publisher.published(), openAtEnd && !one.isAnew(), overtaken -> true, 0);
        }
        deeds.failed(account.close(doneMeasured, corrupted));
    }
}
