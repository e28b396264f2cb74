package io.oneport.client.fleet;

import io.oneport.client.account.Content;
import io.oneport.client.account.DeliveryAccount;
import io.oneport.client.account.SeenMessages;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.scenario.ProbeId;
import io.oneport.client.scenario.ScenarioFanout;
import io.oneport.client.scenario.ScenarioFile;
import java.util.Objects;
import java.util.Optional;

/**
 * A subscriber of any server: goes through the steps that make it one, and then receives what the users publish. All of it on
 * its worker's loop, but for {@link #close}.
 */
final class FanoutSubscriber extends ScenarioSlot {
    private static final long COMEBACK_NANOS = 500_000_000;
    /** So many failures in a row, and the run no longer waits for this one before it begins. */
    private static final int HOPELESS = 3;
    /** One that must come after another is most often among so many later ones. */
    private static final int PROOFS = 64;

    private final ScenarioFanout fanout;
    private final FanoutBoard board;
    private final WorkKind work;
    /** By the publisher's index; made when it has published. */
    private final SeenMessages[] seen;

    private boolean subscribed;
    private boolean settled;
    private boolean anew;
    private int failuresInARow;
    private long doneMeasured;
    private boolean subscribedAtEnd;

    FanoutSubscriber(
            int number, ScenarioFile scenario, SocketTools tools, long timeoutNanos, int run, FanoutBoard board) {
        super(number, scenario, fanoutOf(scenario).subscribe(), tools, timeoutNanos, run);
        this.fanout = fanoutOf(scenario);
        this.board = board;
        this.work = fanout.events() ? WorkKind.DELIVER_SSE : WorkKind.DELIVER_WS;
        this.seen = new SeenMessages[board.size()];
    }

    private static ScenarioFanout fanoutOf(ScenarioFile scenario) {
        return Objects.requireNonNull(scenario.fanout(), "there are subscribers");
    }

    /** Subscribes for the first time. */
    void open() {
        if (!time.isOver()) {
            begin(time.now());
        }
    }

    @Override
    int siblings() {
        return fanout.subscribers();
    }

    @Override
    void begun() {
        // Its sockets are counted where they are opened.
    }

    @Override
    void completed() {
        subscribed = true;
        failuresInARow = 0;
        settle();
        if (time.now() >= time.timeline().start()) {
            anew = true;
            for (SeenMessages one : seen) {
                if (one != null) {
                    one.beginAnew();
                }
            }
        }
    }

    private void settle() {
        if (!settled) {
            settled = true;
            measures.sockets.settled++;
        }
    }

    @Override
    void over(boolean right) {
        measures.sockets.reopened += subscribed ? 1 : 0;
        subscribed = false;
        if (++failuresInARow == HOPELESS) {
            settle();
        }
        tools.opener().schedule(this::open, COMEBACK_NANOS);
    }

    @Override
    void received(byte[] content, int length, boolean text) {
        Content found = measures.content;
        String says = fanout.receive().find(content, length, text);
        Optional<ProbeId> id = says == null ? Optional.empty() : ProbeId.parse(values.run(), says);
        int index = id.isEmpty() ? -1 : board.indexOf(id.get().sender());
        if (index < 0) {
            found.unsolicited++;
            return;
        }
        found.messages++;
        FanoutSource publisher = board.publisher(index);
        long message = id.get().sequence();
        long due = publisher.due(message);
        SeenMessages one = seen(index);
        // What a server sends of its history to those who come back.
        boolean history = one.isAnew();
        switch (one.see(message, Math.max(0, due))) {
            case NEXT -> count(publisher, message, due);
            case OVERTAKEN -> {
                found.reordered += !history && isOvertaken(publisher, message, one, FanoutSource.REMEMBERED) ? 1 : 0;
                count(publisher, message, due);
            }
            case AGAIN -> {
                found.duplicated += history ? 0 : 1;
                found.unsolicited += history ? 1 : 0;
            }
            case FORGOTTEN -> {
                found.inDoubt += history ? 0 : 1;
                found.unsolicited += history ? 1 : 0;
            }
        }
    }

    /**
     * Whether a later message has come that had to come after it.
     *
     * @param reach how many later ones are looked at
     */
    private static boolean isOvertaken(FanoutSource publisher, long message, SeenMessages one, int reach) {
        long end = Math.min(one.end(), message + reach);
        for (long later = message + 1; later < end; later++) {
            if (one.has(later) && publisher.precedes(message, later)) {
                return true;
            }
        }
        return false;
    }

    private SeenMessages seen(int index) {
        if (seen[index] == null) {
            seen[index] = new SeenMessages();
            if (anew) {
                seen[index].beginAnew();
            }
        }
        return seen[index];
    }

    private void count(FanoutSource publisher, long message, long due) {
        if (due == FanoutSource.UNKNOWN) {
            return; // so late that nobody knows: it is counted as missing
        }
        boolean measured = time.measured(due);
        doneMeasured += measured ? 1 : 0;
        measures.record(work.metric(), due, publisher.sent(message), time.now(), measured);
    }

    /** Whether it has received all that its publishers' servers took, or never will. */
    boolean hasSeen() {
        for (int index = 0; subscribed && index < seen.length; index++) {
            FanoutSource publisher = board.publisher(index);
            SeenMessages one = seen[index];
            long end = publisher.acknowledgedEnd();
            boolean awaits = one == null
                    ? !anew
                    : !one.isAnew()
                            && (one.end() < end
                                    || one.missing(end - FanoutSource.REMEMBERED, publisher::hasArrived) > 0);
            if (end > 0 && awaits) {
                return false;
            }
        }
        return true;
    }

    /** Ends its account, at the end of the run. */
    void account() {
        subscribedAtEnd = subscribed;
        accountOpening();
    }

    /** Closes its account, once all workers have finished. For the thread that ran the run. */
    void close(long now) {
        long measureFrom = time.timeline().measureFrom();
        DeliveryAccount account = new DeliveryAccount(measures, work, now, measureFrom, timeoutNanos);
        for (int index = 0; index < seen.length; index++) {
            SeenMessages one = seen[index] == null ? new SeenMessages() : seen[index];
            FanoutSource publisher = board.publisher(index);
            boolean stays = subscribedAtEnd && !one.isAnew() && !(seen[index] == null && anew);
            account.add(
                    one,
                    publisher.published(),
                    stays,
                    message -> isOvertaken(publisher, message, one, PROOFS),
                    one.end() - FanoutSource.REMEMBERED);
        }
        account.close(doneMeasured, 0);
    }
}
