package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.account.Tally;
import io.oneport.client.pace.PhaseClock;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * Room for one session after the other: connect, upgrade, send messages and get each back before the next, say goodbye.
 * Message numbers go on from one session to the next, so that an echo of an earlier one is known. All of it on its
 * worker's loop.
 */
final class SessionSlot implements WireListener, Slot {
    private final SocketOpener opener;
    private final PhaseClock time;
    private final Measures measures;
    private final Payloads payloads;
    private final Churn churn;
    private final int messages;
    private final long timeoutNanos;
    private final int number;
    private final OpeningAccount opening;
    private WebSocketWire wire;
    private boolean busy;
    private boolean open;
    private long due;
    private boolean measured;
    private long begunAt;
    /** When the step of opening that is under way began, and then when the 101 was there. */
    private long since;

    private long firstMessage;
    private long nextMessage;
    private long sentAt;
    private boolean awaiting;
    /** When both sides had said goodbye. */
    private long partedAt;
    /** Why this side gave the session up; {@code null} if it did not. */
    private String fault;

    /**
     * Prepares; no session is open yet.
     *
     * @param churn which this slot belongs to
     * @param messages how many a session sends
     * @param timeoutNanos how long an echo may take
     */
    SessionSlot(int number, SocketTools tools, Payloads payloads, Churn churn, int messages, long timeoutNanos) {
        this.number = number;
        this.opener = tools.opener();
        this.time = tools.time();
        this.measures = tools.measures();
        this.payloads = payloads;
        this.churn = churn;
        this.messages = messages;
        this.timeoutNanos = timeoutNanos;
        this.opening = new OpeningAccount(measures);
    }

    @Override
    public void accountOpening() {
        opening.account();
    }

    @Override
    public boolean isBusy() {
        return busy;
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void begin(long dueNanos) {
        busy = true;
        due = dueNanos;
        measured = time.measured(dueNanos);
        firstMessage = nextMessage;
        awaiting = false;
        fault = null;
        begunAt = time.now();
        since = begunAt;
        opening.begin();
        wire = opener.webSocket(this);
        opener.open(wire, number);
    }

    @Override
    public void connected() {
        measures.sockets.opened++;
        step(Metric.CONNECT);
        if (!opener.secure()) {
            opening.connected(Metric.UPGRADE);
        }
    }

    @Override
    public void secured(boolean resumed) {
        step(resumed ? Metric.TLS_RESUMED : Metric.TLS);
        opening.connected(Metric.UPGRADE);
    }

    private void step(Metric metric) {
        long now = time.now();
        measures.record(metric, since, since, now, measured);
        since = now;
    }

    @Override
    public void ready() {
        opening.ready();
        measures.sockets.upgraded(wire);
        measures.sockets.becameOpen();
        churn.open++;
        open = true;
        step(Metric.UPGRADE);
        payloads.greet(number, wire::send);
        send();
        wire.flush();
    }

    private void send() {
        sentAt = time.now();
        awaiting = true;
        int length = payloads.write(number, nextMessage++, sentAt, sentAt);
        measures.exchange.sent(length);
        wire.send(payloads.bytes(), length, payloads.text());
    }

    @Override
    public void message(byte[] content, int length, boolean text) {
        if (time.isOver()) {
            return; // the accounts are closed
        }
        measures.exchange.received(length);
        if (!payloads.integrity()) {
            if (awaiting && payloads.mayHave(length)) {
                answered();
            } else {
                measures.content.corrupted++;
                giveUp("an echo of another length, or of nothing");
            }
            return;
        }
        CheckedMessage.Reading reading = payloads.read(content, length, text);
        measures.content.messages += reading == CheckedMessage.Reading.UNKNOWN ? 0 : 1;
        switch (reading) {
            case INTACT -> look();
            case CORRUPTED -> {
                measures.content.corrupted++;
                giveUp("a corrupted echo");
            }
            case FOREIGN -> crossed();
            case UNKNOWN -> measures.content.unsolicited++;
        }
    }

    private void look() {
        long message = nextMessage + (int) (payloads.sequence() - nextMessage);
        if (payloads.connection() != number || message < firstMessage || message >= nextMessage) {
            crossed();
        } else if (awaiting && message == nextMessage - 1) {
            answered();
        } else {
            measures.content.duplicated++;
        }
    }

    private void crossed() {
        measures.content.crossed++;
        giveUp("an echo of another socket's message");
    }

    private void answered() {
        long now = time.now();
        awaiting = false;
        measures.record(Metric.ECHO, sentAt, sentAt, now, time.measured(sentAt));
        if (nextMessage - firstMessage == 1) {
            measures.record(Metric.FIRST, since, since, now, measured);
        }
        if (nextMessage - firstMessage < messages) {
            send();
        } else {
            wire.leave();
        }
    }

    /** Ends the session if its echo is late; the other steps have a deadline of their own. */
    @Override
    public void expire(long now) {
        if (busy && awaiting && now - sentAt >= timeoutNanos) {
            measures.content.lost += payloads.countsLost() ? 1 : 0;
            giveUp("no echo within " + Units.text(Duration.ofNanos(timeoutNanos)));
        }
    }

    private void giveUp(String why) {
        fault = why;
        wire.cut(false);
    }

    @Override
    public void parted() {
        partedAt = time.now();
    }

    @Override
    public void closed(WireEnd end) {
        if (time.isOver()) {
            return; // the accounts are closed
        }
        long now = time.now();
        boolean right = fault == null && end.kind() == WireEnd.Cause.OURS;
        Measures.SocketTally sockets = measures.sockets;
        opening.failed();
        if (!open) {
            sockets.failedToOpen(end);
        } else {
            sockets.becameClosed();
            churn.open--;
            sockets.lost += end.kind() == WireEnd.Cause.OURS ? 0 : 1;
        }
        Tally tally = measures.tally(WorkKind.SESSION);
        if (right) {
            tally.done += measured ? 1 : 0;
            measures.record(Metric.SESSION, due, begunAt, partedAt, measured);
        } else {
            measures.failed(fault != null ? fault : end.what(), wire.fiveTuple(), now);
            if (measured) {
                tally.failed++;
                measures.meter(Metric.SESSION).recordUnended(now - due);
            }
        }
        open = false;
        busy = false;
        awaiting = false;
        wire = null;
        churn.ended(this);
    }

    @Override
    public void leave() {
        if (busy) {
            wire.leave();
        }
    }
}
