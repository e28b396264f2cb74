package io.oneport.client.fleet;

import io.oneport.client.account.Outstanding;
import io.oneport.client.account.Tally;
import io.oneport.client.pace.Performer;
import io.oneport.client.wire.WireEnd;

/**
 * A socket whose messages are answered: accounts for each, and times each from when it was due. All of it on its worker's
 * loop.
 */
abstract class WorkSocket extends LoadSocket implements Performer {
    /** A number that no message has. */
    static final long NONE = -1;

    final Outstanding outstanding;
    final WorkRules rules;
    final Turn turn;
    private boolean touched;

    WorkSocket(int number, SocketTools tools, WorkRules rules) {
        super(number, tools);
        this.rules = rules;
        this.turn = tools.turn();
        this.outstanding = new Outstanding(rules.capacity());
    }

    /** Writes one message; {@link #flush} sends it. */
    abstract void write(long number, long due, long now);

    /** Whether a message can be written now, from what its socket says. */
    boolean mayWrite() {
        return isOpen() && wire().writable();
    }

    /** Sends what was written. */
    abstract void flush();

    /** Whether this one is not counted: a first message that only shows that the socket works. */
    boolean isApart(long messageNumber) {
        return false;
    }

    @Override
    public final void due(long due, boolean measured) {
        if (measured) {
            measures.tally(rules.kind()).scheduled++;
        }
        if (outstanding.add(due)) {
            pump();
        } else if (measured) {
            measures.tally(rules.kind()).unsent++;
            measures.unended(rules.kind().metric(), due, time.now());
        }
    }

    /** Writes what waits, as far as it may. */
    final void pump() {
        while (outstanding.hasWaiting() && outstanding.inFlight() < rules.window() && mayWrite()) {
            long number = outstanding.nextNumber();
            long due = outstanding.nextDue();
            long now = time.now();
            outstanding.write(now);
            write(number, due, now);
            touch();
        }
    }

    private void touch() {
        if (!touched) {
            touched = true;
            turn.touched(this);
        }
    }

    /** Called by the worker, at the end of a turn. */
    final void flushTouched() {
        touched = false;
        if (isOpen()) {
            flush();
        }
    }

    @Override
    public final void writableAgain() {
        pump();
        turn.flush();
    }

    /** An answer to one that is in flight or was overtaken. */
    final void settle(long messageNumber, long now, boolean right) {
        long due = outstanding.dueAt(messageNumber);
        long sent = outstanding.sentAt(messageNumber);
        outstanding.answer(messageNumber);
        turn.active(now);
        if (isApart(messageNumber)) {
            return;
        }
        boolean measured = time.measured(due);
        Tally tally = measures.tally(rules.kind());
        if (right) {
            deeds.done(due, now, measured);
            tally.done += measured ? 1 : 0;
            measures.record(rules.kind().metric(), due, sent, now, measured);
        } else {
            deeds.failed(1);
            tally.failed += measured ? 1 : 0;
            measures.errors++;
        }
    }

    /** Gives up what has waited for its answer for too long. */
    final void expire(long now) {
        if (outstanding.inFlight() == 0) {
            return;
        }
        boolean any = false;
        for (long number = outstanding.from(); number < outstanding.writtenEnd(); number++) {
            if (outstanding.isInFlight(number)) {
                if (now - outstanding.sentAt(number) < rules.timeoutNanos()) {
                    break;
                }
                long due = outstanding.dueAt(number);
                outstanding.giveUp(number);
                if (!isApart(number) && time.measured(due)) {
                    measures.tally(rules.kind()).timedOut++;
                    measures.unended(rules.kind().metric(), due, now);
                }
                deeds.unanswered(due, now, time.measured(due));
                unanswered();
                any = true;
                measures.failed(lateWords(), fiveTuple(), now);
            }
        }
        if (any) {
            late();
        }
    }

    /** One that was sent was not answered in time. */
    void unanswered() {}

    /** What it means that an answer is late, in words. */
    abstract String lateWords();

    /** Begins the closed loop, if this is one, and if the time has come. */
    abstract void startClosed(long now);

    /** Something was given up. */
    abstract void late();

    @Override
    void gone(WireEnd end, long now) {
        for (long number = outstanding.from(); number < outstanding.writtenEnd(); number++) {
            if (outstanding.isInFlight(number) && !isApart(number)) {
                long due = outstanding.dueAt(number);
                deeds.failed(1);
                if (time.measured(due)) {
                    measures.tally(rules.kind()).failed++;
                    measures.unended(rules.kind().metric(), due, now);
                }
            }
        }
        outstanding.forgetWritten();
    }

    @Override
    void account(long now) {
        Tally tally = measures.tally(rules.kind());
        for (long number = outstanding.from(); number < outstanding.end(); number++) {
            long due = outstanding.dueAt(number);
            boolean waits = number >= outstanding.writtenEnd();
            if (isApart(number) || !time.measured(due) || !waits && !outstanding.isInFlight(number)) {
                continue;
            }
            if (waits) {
                tally.unsent++;
            } else {
                tally.inFlight++;
            }
            measures.unended(rules.kind().metric(), due, now);
        }
    }

    /** Whether everything due is settled. */
    final boolean idle() {
        return !outstanding.hasWaiting() && outstanding.inFlight() == 0;
    }
}
