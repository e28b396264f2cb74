package io.oneport.server.blackbox;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * One server for all tests of a class, and around every test two witnesses on it, a WebSocket and an HTTP connection:
 * whatever a test does to its own sockets, theirs must go on as before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedServerTest {
    private TestServer server;
    private RawSocket webSocketWitness;
    private RawSocket httpWitness;

    /** The server's flags; defaults unless a class says otherwise. */
    String[] flags() {
        return new String[0];
    }

    int port() {
        return server.port();
    }

    RawSocket connect() throws IOException {
        return RawSocket.connect(port());
    }

    RawSocket webSocket() throws IOException {
        return RawSocket.webSocket(port());
    }

    @BeforeAll
    void startServer() {
        server = TestServer.start(flags());
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void openWitnesses() throws IOException {
        webSocketWitness = webSocket();
        httpWitness = connect();
        httpWitness.expectPlaintext();
    }

    @AfterEach
    void witnessesGoOn() throws IOException {
        try (RawSocket webSocket = webSocketWitness;
                RawSocket http = httpWitness) {
            webSocket.expectEcho("still here");
            http.expectPlaintext();
        }
    }
}
