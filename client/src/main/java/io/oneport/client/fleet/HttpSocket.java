package io.oneport.client.fleet;

import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.wire.HttpWire;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.protocol.Units;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A socket for plain GETs, one at a time. */
class HttpSocket extends WorkSocket {
    /** Set by newWire, before anything else is called. */
    @SuppressWarnings("NullAway.Init")
    private HttpWire wire;

    /** Whether the server has said that the socket will take no more. */
    private boolean spent;

    HttpSocket(int number, SocketTools tools, WorkRules rules) {
        super(number, tools, rules);
    }

    @Override
    final Wire newWire() {
        wire = opener.http(this);
        spent = false;
        return wire;
    }

    @Override
    final HttpWire wire() {
        return wire;
    }

    @Override
    final @Nullable Metric openingMetric() {
        return null;
    }

    @Override
    String speaks() {
        return "http";
    }

    @Override
    final void opened(long now) {
        if (!outstanding.hasWaiting()) {
            startClosed(now);
        }
        pump();
        turn.flush();
    }

    @Override
    final boolean mayWrite() {
        return !spent && super.mayWrite();
    }

    @Override
    final boolean isByTheBook(WireEnd end) {
        return end.kind() == WireEnd.Cause.CLOSED;
    }

    @Override
    void write(long messageNumber, long due, long now) {
        wire.send(opener.page());
    }

    @Override
    final void flush() {
        // Each request is sent as it is written.
    }

    @Override
    public final void answered(int status, long bodyBytes, boolean reusable) {
        long now = time.now();
        measures.exchange.answered(status, bodyBytes);
        boolean right = isRight(status);
        spent = !reusable;
        if (right && checksPages()) {
            measures.pages.add(bodyBytes, wire.checksum());
        }
        long messageNumber = outstanding.oldestInFlight();
        settled(messageNumber, status);
        settle(messageNumber, now, right);
        if (!right) {
            measures.failed(measures.said(status, this::said), fiveTuple(), now);
        }
        if (rules.closed() && time.running(now)) {
            due(now, time.measured(now));
        }
        pump();
    }

    /** Whether all answers are to have the same body. */
    private boolean checksPages() {
        return rules.integrity() && rules.kind() == WorkKind.HTTP;
    }

    @Override
    final void unanswered() {
        measures.content.lost += checksPages() ? 1 : 0;
    }

    /** What the server said with the answer that has just come. */
    final String said() {
        return "HTTP status " + wire.answer().sentence();
    }

    static boolean isRight(int status) {
        return status >= 200 && status < 300;
    }

    /** An answer is there. */
    void settled(long messageNumber, int status) {}

    @Override
    final void startClosed(long now) {
        if (rules.closed() && time.running(now) && isOpen() && idle()) {
            due(now, time.measured(now));
        }
    }

    @Override
    final String lateWords() {
        return "no answer within " + Units.text(Duration.ofNanos(rules.timeoutNanos()));
    }

    /** It would not be known any more to which request the next answer belongs. */
    @Override
    final void late() {
        wire.cut(false);
    }

    @Override
    final void sayGoodbye() {
        wire.cut(false);
    }
}
