package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.plan.Metric;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.protocol.Units;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One session of a {@link SessionSlot}: connects, upgrades, sends messages and gets each back before the next, and says
 * goodbye. All of it on its worker's loop.
 */
final class EchoSession extends SessionSocket {
    private final SessionSlot slot;
    private final Measures measures;
    private final Payloads payloads;
    private final WebSocketWire wire;
    private final long firstMessage;
    private final int messages;
    private long nextMessage;
    private long sentAt;
    private boolean awaiting;
    /** When both sides had said goodbye. */
    private long partedAt;
    /** Why this side gave the session up; {@code null} if it did not. */
    private @Nullable String fault;

    /**
     * Prepares; nothing is opened yet.
     *
     * @param firstMessage the number of its first message
     * @param messages how many it sends
     */
    EchoSession(SessionSlot slot, Payloads payloads, long firstMessage, int messages) {
        super(slot.tools, Metric.UPGRADE, slot.isMeasured());
        this.slot = slot;
        this.measures = slot.measures;
        this.payloads = payloads;
        this.firstMessage = firstMessage;
        this.nextMessage = firstMessage;
        this.messages = messages;
        this.wire = slot.tools.opener().webSocket(this);
    }

    @Override
    Wire wire() {
        return wire;
    }

    @Override
    void opened() {
        measures.sockets.upgraded(wire);
        slot.opened();
        payloads.greet(slot.number, wire::send);
        send();
        wire.flush();
    }

    private void send() {
        sentAt = slot.time.now();
        awaiting = true;
        int length = payloads.write(slot.number, nextMessage++, sentAt, sentAt);
        measures.exchange.sent(length);
        wire.send(payloads.bytes(), length, payloads.text());
    }

    @Override
    public void message(byte[] content, int length, boolean text) {
        if (slot.time.isOver()) {
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
        if (payloads.connection() != slot.number || message < firstMessage || message >= nextMessage) {
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
        long now = slot.time.now();
        awaiting = false;
        measures.record(Metric.ECHO, sentAt, sentAt, now, slot.time.measured(sentAt));
        if (nextMessage - firstMessage == 1) {
            measures.record(Metric.FIRST, readyAt(), readyAt(), now, slot.isMeasured());
        }
        if (nextMessage - firstMessage < messages) {
            send();
        } else {
            wire.leave();
        }
    }

    /** Ends the session if its echo is late; the other steps have a deadline of their own. */
    void expire(long now) {
        if (awaiting && now - sentAt >= slot.timeoutNanos) {
            measures.content.lost += payloads.countsLost() ? 1 : 0;
            giveUp("no echo within " + Units.text(Duration.ofNanos(slot.timeoutNanos)));
        }
    }

    private void giveUp(String why) {
        fault = why;
        wire.cut(false);
    }

    /** Says goodbye. */
    void leave() {
        wire.leave();
    }

    @Override
    public void parted() {
        partedAt = slot.time.now();
    }

    @Override
    boolean isLost(WireEnd end) {
        return end.kind() != WireEnd.Cause.OURS;
    }

    @Override
    void ended(WireEnd end, boolean wasOpen) {
        slot.ended(this, end, wasOpen);
    }

    /** Whether it went as it should, with this end. */
    boolean isRight(WireEnd end) {
        return fault == null && end.kind() == WireEnd.Cause.OURS;
    }

    /** What went wrong, with this end. */
    String fault(WireEnd end) {
        return fault != null ? fault : end.what();
    }

    /** When both sides had said goodbye. */
    long partedAt() {
        return partedAt;
    }

    /** The number of the message that the next session begins with. */
    long nextMessage() {
        return nextMessage;
    }
}
