package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.account.Tally;
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
final class SessionSlot implements WireListener {
    private final Worker worker;
    private final Payloads payloads;
    private final int number;
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

    SessionSlot(Worker worker, int number) {
        this.worker = worker;
        this.payloads = worker.payloads;
        this.number = number;
    }

    boolean isBusy() {
        return busy;
    }

    /** When the session that is under way was due. */
    long due() {
        return due;
    }

    /** Begins a session; the one before has ended. */
    void begin(long dueNanos) {
        busy = true;
        due = dueNanos;
        measured = worker.timeline.measured(dueNanos);
        firstMessage = nextMessage;
        awaiting = false;
        fault = null;
        begunAt = worker.clock.now();
        since = begunAt;
        wire = worker.wires.webSocket(
                worker.loop, worker.handshake(worker.plan.paths().webSocket()), this);
        worker.wires.open(wire, number);
    }

    @Override
    public void connected() {
        worker.measures.sockets.opened++;
        step(Metric.CONNECT);
    }

    @Override
    public void secured() {
        step(Metric.TLS);
    }

    private void step(Metric metric) {
        long now = worker.clock.now();
        worker.measures.record(metric, since, since, now, measured);
        since = now;
    }

    @Override
    public void ready() {
        worker.measures.sockets.upgraded(wire);
        worker.measures.sockets.open++;
        worker.churn.open++;
        open = true;
        step(Metric.UPGRADE);
        send();
        wire.flush();
    }

    private void send() {
        sentAt = worker.clock.now();
        awaiting = true;
        int length = payloads.write(number, nextMessage++, sentAt, sentAt);
        wire.send(payloads.bytes(), length, payloads.text());
    }

    @Override
    public void message(byte[] content, int length, boolean text) {
        if (worker.over) {
            return; // the books are closed
        }
        if (!payloads.integrity()) {
            if (awaiting && payloads.mayHave(length)) {
                answered();
            } else {
                worker.measures.content.corrupted++;
                giveUp("an echo of another length, or of nothing");
            }
            return;
        }
        worker.measures.content.messages++;
        switch (payloads.read(content, length)) {
            case INTACT -> look(payloads.probe());
            case CORRUPTED -> {
                worker.measures.content.corrupted++;
                giveUp("a corrupted echo");
            }
            case FOREIGN -> crossed();
        }
    }

    private void look(CheckedMessage probe) {
        long message = nextMessage + (int) (probe.sequence() - nextMessage);
        if (probe.connection() != number || message < firstMessage || message >= nextMessage) {
            crossed();
        } else if (awaiting && message == nextMessage - 1) {
            answered();
        } else {
            worker.measures.content.duplicated++;
        }
    }

    private void crossed() {
        worker.measures.content.crossed++;
        giveUp("an echo of another socket's message");
    }

    private void answered() {
        long now = worker.clock.now();
        awaiting = false;
        worker.measures.record(Metric.ECHO, sentAt, sentAt, now, worker.timeline.measured(sentAt));
        if (nextMessage - firstMessage == 1) {
            worker.measures.record(Metric.FIRST, since, since, now, measured);
        }
        if (nextMessage - firstMessage < worker.plan.traffic().sessionMessages()) {
            send();
        } else {
            wire.leave();
        }
    }

    /** Ends the session if its echo is late; the other steps have a deadline of their own. */
    void expire(long now) {
        if (busy && awaiting && now - sentAt >= worker.timeoutNanos) {
            giveUp("no echo within " + Units.text(Duration.ofNanos(worker.timeoutNanos)));
        }
    }

    private void giveUp(String why) {
        fault = why;
        wire.cut(false);
    }

    @Override
    public void parted() {
        partedAt = worker.clock.now();
    }

    @Override
    public void closed(WireEnd end) {
        if (worker.over) {
            return; // the books are closed
        }
        long now = worker.clock.now();
        boolean right = fault == null && end.kind() == WireEnd.Cause.OURS;
        Measures.SocketTally sockets = worker.measures.sockets;
        if (!open) {
            sockets.failedToOpen(end);
        } else {
            sockets.open--;
            worker.churn.open--;
            sockets.lost += end.kind() == WireEnd.Cause.OURS ? 0 : 1;
        }
        Tally tally = worker.measures.tally(WorkKind.SESSION);
        if (right) {
            tally.done += measured ? 1 : 0;
            worker.measures.record(Metric.SESSION, due, begunAt, partedAt, measured);
        } else {
            worker.measures.failed(fault != null ? fault : end.what(), wire.fiveTuple(), now);
            if (measured) {
                tally.failed++;
                worker.measures.meter(Metric.SESSION).recordUnended(now - due);
            }
        }
        open = false;
        busy = false;
        awaiting = false;
        wire = null;
        worker.churn.ended(this);
    }

    /** Ends it for good. */
    void leave() {
        if (busy) {
            wire.leave();
        }
    }
}
