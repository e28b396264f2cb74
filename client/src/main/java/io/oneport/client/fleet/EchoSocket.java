package io.oneport.client.fleet;

import io.oneport.client.account.Content;
import io.oneport.client.account.Outstanding;
import io.oneport.client.plan.Metric;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.protocol.Units;
import java.time.Duration;

/**
 * A WebSocket whose every message comes back. Its first message goes out as soon as it is open, and is not counted: it
 * shows that the socket works, and is timed.
 */
public final class EchoSocket extends WorkSocket {
    private final Payloads payloads;
    private final Directory directory;

    /** Set by newWire, before anything else is called. */
    @SuppressWarnings("NullAway.Init")
    private WebSocketWire wire;

    private long readyAt;
    private long hello = NONE;
    private boolean answeredOnce;

    /** @param directory where the sender of a message is found that should not have come here */
    EchoSocket(int number, SocketTools tools, WorkRules rules, Payloads payloads, Directory directory) {
        super(number, tools, rules);
        this.payloads = payloads;
        this.directory = directory;
    }

    @Override
    Wire newWire() {
        wire = opener.webSocket(this);
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
        measures.sockets.upgraded(wire);
        readyAt = now;
        answeredOnce = false;
        payloads.greet(number, wire::send);
        if (!outstanding.hasWaiting()) {
            hello = outstanding.end();
            outstanding.add(now);
        }
        pump();
        turn.flush();
    }

    @Override
    boolean isApart(long messageNumber) {
        return messageNumber == hello;
    }

    @Override
    void write(long messageNumber, long due, long now) {
        int length = payloads.write(number, messageNumber, due, now);
        measures.exchange.sent(length);
        wire.send(payloads.bytes(), length, payloads.text());
    }

    @Override
    void flush() {
        wire.flush();
    }

    @Override
    public void message(byte[] content, int length, boolean text) {
        if (time.isOver()) {
            return; // the accounts are closed
        }
        measures.exchange.received(length);
        long now = time.now();
        if (payloads.integrity()) {
            check(content, length, text, now);
        } else if (outstanding.inFlight() > 0) {
            measures.content.messages += payloads.countsLost() ? 1 : 0;
            // What it has is not looked at; a wrong length or type is seen all the same.
            settled(outstanding.oldestInFlight(), now, payloads.mayHave(length) && text == payloads.text());
        } else {
            measures.content.unsolicited++;
        }
    }

    /** Whether it is open and has shown that it works. */
    boolean talks() {
        return isOpen() && answeredOnce;
    }

    private void check(byte[] content, int length, boolean text, long now) {
        Content found = measures.content;
        CheckedMessage.Reading reading = payloads.read(content, length, text);
        if (reading == CheckedMessage.Reading.UNKNOWN) {
            found.unsolicited++;
            return;
        }
        found.messages++;
        if (reading == CheckedMessage.Reading.CORRUPTED) {
            found.corrupted++;
            if (outstanding.inFlight() > 0) {
                settled(outstanding.oldestInFlight(), now, false);
            }
        } else if (reading == CheckedMessage.Reading.FOREIGN || payloads.connection() != number) {
            found.crossed++;
            if (reading == CheckedMessage.Reading.INTACT) {
                directory.crossed(payloads.connection(), payloads.sequence());
            }
        } else {
            own(outstanding.whole(payloads.sequence()), now, found);
        }
    }

    private void own(long messageNumber, long now, Content found) {
        switch (outstanding.look(messageNumber)) {
            case IN_ORDER, AHEAD -> settled(messageNumber, now, true);
            case OVERTAKEN -> {
                found.reordered += payloads.isOrdered() ? 1 : 0;
                settled(messageNumber, now, true);
            }
            case LATE -> {
                if (messageNumber >= outstanding.from()) {
                    gaveUpTooEarly(messageNumber);
                }
            }
            case AGAIN -> found.duplicated++;
            case NEVER_ASKED -> found.corrupted++;
        }
    }

    /** It was counted as lost, and comes now. */
    private void gaveUpTooEarly(long messageNumber) {
        outstanding.answer(messageNumber);
        measures.content.lost--;
    }

    private void settled(long messageNumber, long now, boolean right) {
        settle(messageNumber, now, right);
        if (!answeredOnce) {
            answeredOnce = true;
            measures.record(Metric.FIRST, readyAt, readyAt, now, true);
            measures.talks(number, now);
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
        if (rules.closed() && time.running(now)) {
            due(now, time.measured(now));
        }
    }

    @Override
    void startClosed(long now) {
        if (rules.closed() && time.running(now) && isOpen() && idle()) {
            for (int i = 0; i < rules.window(); i++) {
                due(now, time.measured(now));
            }
        }
    }

    /** Another socket got one of this one's messages. */
    void crossed(long lowNumber) {
        long messageNumber = outstanding.whole(lowNumber);
        if (messageNumber >= outstanding.from() && messageNumber < outstanding.writtenEnd()) {
            if (outstanding.isInFlight(messageNumber)) {
                settled(messageNumber, time.now(), false);
            } else if (outstanding.look(messageNumber) == Outstanding.Match.LATE) {
                gaveUpTooEarly(messageNumber);
            }
        }
        turn.flush();
    }

    @Override
    String lateWords() {
        return "no echo within " + Units.text(Duration.ofNanos(rules.timeoutNanos()));
    }

    @Override
    void unanswered() {
        measures.content.lost += payloads.countsLost() ? 1 : 0;
    }

    @Override
    void late() {
        if (payloads.isConfusedByLateAnswers()) {
            wire.cut(false);
            return;
        }
        long now = time.now();
        if (rules.closed()) {
            while (time.running(now) && outstanding.inFlight() < rules.window()) {
                due(now, time.measured(now));
            }
        }
        pump();
        turn.flush();
    }

    @Override
    void gone(WireEnd end, long now) {
        super.gone(end, now);
        hello = NONE;
    }

    @Override
    void account(long now) {
        super.account(now);
        if (payloads.integrity() && payloads.isOrdered() && isOpen()) {
            for (long messageNumber = outstanding.from(); messageNumber < outstanding.writtenEnd(); messageNumber++) {
                // Those that were given up are counted already.
                boolean missing = outstanding.isMissing(messageNumber) && outstanding.isInFlight(messageNumber);
                measures.content.lost += missing ? 1 : 0;
            }
        }
    }

    @Override
    void sayGoodbye() {
        wire.leave();
    }
}
