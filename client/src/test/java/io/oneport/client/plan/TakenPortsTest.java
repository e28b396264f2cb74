package io.oneport.client.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.net.Target;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TakenPortsTest {
    @BeforeEach
    void linuxTells() {
        Needs.met(Files.exists(Path.of("/proc/net/tcp")), "/proc/net/tcp", "Linux");
    }

    /** Both ends of one that was accepted; closing the client's end first leaves its port to rest. */
    private record Connection(Socket client, Socket accepted) {
        static Connection to(ServerSocket server) throws IOException {
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            return new Connection(client, server.accept());
        }

        void clientClosesFirst() throws IOException {
            client.close();
            assertEquals(-1, accepted.getInputStream().read());
            accepted.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void countsWhatIsOpenAndWhatRests(String host) throws IOException {
        InetAddress loopback = InetAddress.getByName(host);
        try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
            InetSocketAddress address = new InetSocketAddress(loopback, server.getLocalPort());
            assertEquals(0, TakenPorts.towards(address, List.of(), true));
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                connections.add(Connection.to(server));
            }
            assertEquals(5, TakenPorts.towards(address, List.of(), false));
            assertEquals(5, TakenPorts.towards(address, List.of(loopback), false));
            assertEquals(0, TakenPorts.towards(address, List.of(InetAddress.getByName("127.0.0.9")), false));

            connections.get(0).clientClosesFirst();
            connections.get(1).clientClosesFirst();
            assertEquals(3, TakenPorts.towards(address, List.of(), false));
            assertEquals(5, TakenPorts.towards(address, List.of(), true));
            for (Connection connection : connections) {
                connection.client.close();
                connection.accepted.close();
            }
        }
    }

    @Test
    void whatIsTakenIsNotThereForALoad() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                Socket open = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertTrue(open.isConnected());
            Target target = new Target(false, "127.0.0.1", server.getLocalPort(), "/");
            int all = (int) Capacity.portsAvailable(List.of());
            Capacity.requireFreePorts(all - 1, List.of(), target);
            String message = assertThrows(
                            IllegalArgumentException.class, () -> Capacity.requireFreePorts(all, List.of(), target))
                    .getMessage();
            assertTrue(
                    message.startsWith("sockets: " + all + " (expected: at most " + (all - 1) + ": of " + all
                            + " local ports to " + target.hostAndPort() + ", 1 taken"),
                    message);
        }
    }
}
