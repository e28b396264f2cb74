package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.connection.TurnedAway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the PROXY header that a trusted proxy begins a connection with, before anything else is read, TLS included; then
 * hands the connection to the {@link FrontStage}, with the deadline that runs. Others must send none: whoever may say that
 * he is somebody else escapes every rule that goes by address. Confined to the connection's event loop.
 */
final class ProxyStage extends FirstBytesStage {
    private static final Logger log = LoggerFactory.getLogger(ProxyStage.class);

    private final Connection connection;
    private final FrontRules rules;
    private final boolean trusted;

    ProxyStage(Connection connection, FrontRules rules) {
        super(HandlerNames.PROXY, connection);
        this.connection = connection;
        this.rules = rules;
        this.trusted = rules.proxies().trusted().contains(connection.clientAddress());
        connection.stream(this);
        connection.deadlineIn(rules.timeout().toNanos());
    }

    @Override
    void look(ByteBuf bytes) {
        ProxyHeader.Beginning beginning = ProxyHeader.beginning(bytes);
        if (beginning == ProxyHeader.Beginning.HEADER) {
            readHeader(bytes);
        } else if (beginning == ProxyHeader.Beginning.OTHER && trusted) {
            refuse(
                    "no PROXY header (expected: one, since proxy-protocol is on and trusted-proxy has the peer's address)");
        } else if (beginning == ProxyHeader.Beginning.OTHER) {
            handOver(new FrontStage(connection, rules));
        }
    }

    private void readHeader(ByteBuf bytes) {
        if (!trusted) {
            refuse("PROXY header (expected: none, since trusted-proxy does not have the peer's address)");
            return;
        }
        ProxyHeader header;
        try {
            header = ProxyHeader.read(bytes);
        } catch (IllegalArgumentException malformed) {
            refuse(String.valueOf(malformed.getMessage()));
            return;
        }
        if (header != null) {
            connection.countBytesIn(header.length());
            bytes.skipBytes(header.length());
            if (header.client() != null && !connection.proxied(header.client(), header.server())) {
                connection.countTurnedAway(TurnedAway.MAX_SOCKETS_PER_ADDRESS);
                refuse(
                        Unpooled.wrappedBuffer(rules.answers().tooManyOfAddress()),
                        "too many sockets of " + header.client().getHostString());
                return;
            }
            handOver(new FrontStage(connection, rules));
        }
    }

    private void refuse(String reason) {
        log.warn("Refused a connection from {}: {}", connection.fiveTuple().clientText(), reason);
        refuse(Unpooled.wrappedBuffer(rules.answers().badRequest().apply(reason)), reason);
    }

    @Override
    public void deadlineReached() {
        connection.closeNow((trusted ? "no PROXY header within " : "no request within ") + Units.text(rules.timeout()));
    }

    @Override
    public void peerEnded() {
        if (holds() && !trusted) {
            handOver(new FrontStage(connection, rules)); // no more comes: HTTP answers that this is no request
        } else if (!refused()) {
            closedByPeer();
        }
    }

    @Override
    public void goAway(String reason) {
        connection.closeNow(reason);
    }
}
