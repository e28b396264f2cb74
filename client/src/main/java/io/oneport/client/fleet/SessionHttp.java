package io.oneport.client.fleet;

import io.oneport.client.wire.EncodedRequest;
import io.oneport.client.wire.HttpWire;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import org.jspecify.annotations.Nullable;

/** A session's connection for requests, one at a time. All of it on its worker's loop. */
final class SessionHttp extends SessionSocket {
    private final ScenarioSlot slot;
    private final HttpWire wire;
    private @Nullable EncodedRequest next;
    private boolean spent;
    private boolean asked;

    SessionHttp(ScenarioSlot slot, SocketTools tools, boolean measured) {
        super(tools, null, measured);
        this.slot = slot;
        this.wire = tools.opener().readingHttp(this);
    }

    @Override
    Wire wire() {
        return wire;
    }

    /** Whether it can be asked. */
    boolean isUsable() {
        return isOpen() && !spent && !asked;
    }

    /** Asks, now or once it is open. */
    void ask(EncodedRequest request) {
        if (isOpen()) {
            asked = true;
            wire.send(request);
        } else {
            next = request;
        }
    }

    @Override
    void opened() {
        if (next != null) {
            EncodedRequest request = next;
            next = null;
            ask(request);
        }
    }

    @Override
    public void answered(int status, long bodyBytes, boolean reusable) {
        asked = false;
        spent = !reusable;
        tools.measures().exchange.answered(status, bodyBytes);
        slot.answered(this, wire.answer());
    }

    @Override
    boolean isLost(WireEnd end) {
        return end.kind() != WireEnd.Cause.OURS && end.kind() != WireEnd.Cause.CLOSED;
    }

    @Override
    void ended(WireEnd end, boolean wasOpen) {
        slot.ended(this, end, asked || !wasOpen);
    }
}
