package io.oneport.client.blocking;

import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Header;
import io.oneport.client.net.Target;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Command;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens the sockets of one server that speak {@code oneport.v1.json}. Any thread may call it; it blocks.
 *
 * @param connector where sockets come from
 * @param server the server, as a whole
 * @param headers gives more header fields for each request to upgrade, since a token may have been renewed; an
 *     {@link IllegalArgumentException} says why it can't
 * @param timeout the longest wait for an answer
 * @param pingAfter how long nothing may come before the server is asked whether it is there
 */
public record TopicClients(
        Connector connector, Target server, Supplier<List<Header>> headers, Duration timeout, Duration pingAfter) {
    public static final Duration PING_AFTER = Duration.ofSeconds(30);

    private static final String PATH = "/ws";
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Opens one.
     *
     * @throws UnreachableException if there is no connection
     * @throws IOException if the server refuses to upgrade, or does it wrongly
     */
    public TopicClient open() throws IOException, InterruptedException {
        Target target = new Target(server.secure(), server.host(), server.port(), PATH);
        Inbox inbox = new Inbox();
        ClientHandshake handshake = new ClientHandshake(target, List.of(Command.SUBPROTOCOL), headersNow(), RANDOM);
        WebSocketConnection connection = Await.of(connector.open().upgrade(handshake, inbox));
        if (!connection.subprotocol().equals(Optional.of(Command.SUBPROTOCOL))) {
            connection.close(CloseCode.NORMAL, "");
            throw new ProtocolException(
                    "the answer to the upgrade is wrong: Sec-WebSocket-Protocol: (nothing) (expected: "
                            + Command.SUBPROTOCOL + ")");
        }
        return new TopicClient(connection, inbox, timeout, pingAfter);
    }

    private List<Header> headersNow() throws IOException {
        try {
            return headers.get();
        } catch (IllegalArgumentException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
    }
}
