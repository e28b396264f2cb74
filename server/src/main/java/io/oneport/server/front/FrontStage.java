package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.front.tls.TlsAlert;
import java.time.Duration;

/**
 * The first stage of every connection: looks at its first bytes, and hands it over to the stage that speaks what they
 * begin, in the same turn and with every byte. An idle connection has no such stage any more.
 *
 * <p>Until then one deadline runs, from the accept on. The next stage inherits it: a peer gets no more time for its first
 * request because it has sent one byte. Confined to the connection's event loop.
 */
final class FrontStage extends FirstBytesStage {
    static final String TLS_REFUSED = "TLS ClientHello (expected: HTTP without TLS)";

    /** How long a connection that is told to go may still begin a request. */
    private static final Duration LAST_CHANCE = Duration.ofMillis(250);

    private final Connection connection;
    private final FrontRules rules;

    FrontStage(Connection connection, FrontRules rules) {
        super(HandlerNames.FRONT, connection);
        this.connection = connection;
        this.rules = rules;
        connection.inherit(this);
        connection.deadlineWithin(rules.timeout().toNanos()); // it may run since a PROXY header was waited for
    }

    @Override
    void look(ByteBuf bytes) {
        FirstBytes first = FirstBytes.of(bytes);
        if (first == FirstBytes.HTTP) {
            handOver(rules.http().apply(connection));
        } else if (first == FirstBytes.TLS && rules.tls() != null) {
            handOver(rules.tls().apply(connection));
        } else if (first == FirstBytes.TLS) {
            refuse(TlsAlert.handshakeFailure(), TLS_REFUSED);
        }
    }

    @Override
    public void deadlineReached() {
        connection.closeNow("no request within " + Units.text(rules.timeout()));
    }

    @Override
    public void peerEnded() {
        if (holds()) {
            handOver(rules.http().apply(connection)); // no more comes: HTTP answers that this is no request
        } else {
            closedByPeer();
        }
    }

    @Override
    public void goAway(String reason) {
        connection.goWithin(LAST_CHANCE, reason); // its first request may be on its way
    }
}
