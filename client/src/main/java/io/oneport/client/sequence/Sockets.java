package io.oneport.client.sequence;

import io.oneport.client.blocking.Connector;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Header;
import io.oneport.client.net.Target;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * Opens the sockets of the sequence by their names.
 *
 * @param connector where sockets come from
 * @param echo where a WebSocket is an echo
 * @param httpPath what a plain GET asks for
 * @param headers more header fields for every request
 * @param timeout the longest wait for an answer
 */
record Sockets(Connector connector, Target echo, String httpPath, List<Header> headers, Duration timeout) {
    private static final SecureRandom RANDOM = new SecureRandom();

    SequenceHttpSocket open(String name) throws IOException, InterruptedException {
        return new SequenceHttpSocket(name, connector.open(), this);
    }

    ClientHandshake handshake() {
        return new ClientHandshake(echo, List.of(), headers, RANDOM);
    }
}
