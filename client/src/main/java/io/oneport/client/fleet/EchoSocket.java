package io.oneport.client.fleet;

import io.oneport.client.account.Content;
import io.oneport.client.account.Outstanding;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * A WebSocket whose every message comes back. Its first message goes out as soon as it is open, and is in no books: it
 * shows that the socket works, and times it.
 */
public final class EchoSocket extends WorkSocket {
    private final Payloads payloads;
    private WebSocketWire wire;
    private long readyAt;
    private long hello = NONE;
    private boolean answeredOnce;

    EchoSocket(Worker worker, int number) {
        super(worker, number, WorkKind.WS, worker.plan.traffic().inFlight());
        this.payloads = worker.payloads;
    }

    @Override
    Wire newWire() {
        wire = worker.wires.webSocket(
                worker.loop, worker.handshake(worker.plan.paths().webSocket()), this);
        return wire;
    }

    @Override
    Wire wire() {
        return wire;
    }

    @Override
    Metric openingMetric() {
        return Metric.UPGRADE;
    }

    @Override
    String speaks() {
        return "ws";
    }

    @Override
    void opened(long now) {
        worker.measures.sockets.upgraded(wire);
        readyAt = now;
        answeredOnce = false;
        if (!outstanding.hasWaiting()) {
            hello = outstanding.end();
            outstanding.add(now);
        }
        pump();
        worker.flushTouched();
    }

    @Override
    boolean isApart(long messageNumber) {
        return messageNumber == hello;
    }

    @Override
    void write(long messageNumber, long due, long now) {
        int length = payloads.write(number, messageNumber, due, now);
        wire.send(payloads.bytes(), length, payloads.text());
    }

    @Override
    void flush() {
        wire.flush();
    }

    @Override
    public void message(byte[] content, int length, boolean text) {
        if (worker.over) {
            return; // the books are closed
        }
        long now = worker.clock.now();
        if (payloads.integrity()) {
            check(content, length, now);
        } else if (outstanding.inFlight() > 0 && payloads.mayHave(length)) {
            settled(outstanding.oldestInFlight(), now, true);
        } else {
            worker.measures.content.corrupted++;
        }
    }

    /** Whether it is open and has shown that it works. */
    boolean talks() {
        return isOpen() && answeredOnce;
    }

    private void check(byte[] content, int length, long now) {
        Content found = worker.measures.content;
        found.messages++;
        CheckedMessage.Reading reading = payloads.read(content, length);
        if (reading == CheckedMessage.Reading.CORRUPTED) {
            found.corrupted++;
            if (outstanding.inFlight() > 0) {
                settled(outstanding.oldestInFlight(), now, false);
            }
        } else if (reading == CheckedMessage.Reading.FOREIGN || payloads.probe().connection() != number) {
            found.crossed++;
            if (reading == CheckedMessage.Reading.INTACT) {
                worker.crossed(payloads.probe().connection(), payloads.probe().sequence());
            }
        } else {
            own(outstanding.whole(payloads.probe().sequence()), now, found);
        }
    }

    private void own(long messageNumber, long now, Content found) {
        switch (outstanding.look(messageNumber)) {
            case IN_ORDER, AHEAD -> settled(messageNumber, now, true);
            case OVERTAKEN -> {
                found.reordered++;
                settled(messageNumber, now, true);
            }
            case LATE -> {
                if (messageNumber >= outstanding.from()) {
                    outstanding.answer(messageNumber);
                }
            }
            case AGAIN -> found.duplicated++;
            case NEVER_ASKED -> found.corrupted++;
        }
    }

    private void settled(long messageNumber, long now, boolean right) {
        settle(messageNumber, now, right);
        if (!answeredOnce) {
            answeredOnce = true;
            worker.measures.record(Metric.FIRST, readyAt, readyAt, now, true);
            worker.talks(this, now);
            if (messageNumber == hello) {
                startClosed(now);
            }
        } else if (messageNumber != hello) {
            next(now);
        }
        pump();
    }

    /** In a closed model an answer is what makes the next message due. */
    private void next(long now) {
        if (worker.closedModel() && worker.timeline.running(now)) {
            due(now, worker.timeline.measured(now));
        }
    }

    @Override
    void startClosed(long now) {
        if (worker.closedModel() && worker.timeline.running(now) && isOpen() && idle()) {
            for (int i = 0; i < worker.plan.traffic().inFlight(); i++) {
                due(now, worker.timeline.measured(now));
            }
        }
    }

    /** Another socket got one of this one's messages. */
    void crossed(long lowNumber, long now) {
        long messageNumber = outstanding.whole(lowNumber);
        if (messageNumber >= outstanding.from()
                && messageNumber < outstanding.writtenEnd()
                && outstanding.look(messageNumber) != Outstanding.Match.AGAIN) {
            settled(messageNumber, now, false);
        }
    }

    @Override
    String lateWords() {
        return "no echo within " + Units.text(Duration.ofNanos(worker.timeoutNanos));
    }

    @Override
    void late() {
        long now = worker.clock.now();
        if (worker.closedModel()) {
            while (worker.timeline.running(now)
                    && outstanding.inFlight() < worker.plan.traffic().inFlight()) {
                due(now, worker.timeline.measured(now));
            }
        }
        pump();
        worker.flushTouched();
    }

    @Override
    void gone(WireEnd end, long now) {
        super.gone(end, now);
        hello = NONE;
    }

    @Override
    void account(long now) {
        super.account(now);
        if (payloads.integrity() && isOpen()) {
            for (long messageNumber = outstanding.from(); messageNumber < outstanding.writtenEnd(); messageNumber++) {
                worker.measures.content.lost += outstanding.isMissing(messageNumber) ? 1 : 0;
            }
        }
    }

    @Override
    void sayGoodbye() {
        wire.leave();
    }
}
