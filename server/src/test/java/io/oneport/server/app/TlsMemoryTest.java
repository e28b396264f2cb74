package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.TestCertificates;
import io.oneport.server.blackbox.TlsSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * As {@link SmallMemoryTest}, over TLS: by what can be kept before there is anything to decrypt, with either library, and by
 * the attacks in cleartext, with the JDK's, which keeps most for a connection.
 */
@Tag("load")
@Timeout(120)
class TlsMemoryTest {
    private static final int HALF_BYTES = 15_000;

    /** Each takes three descriptors of this process, which may have 20,000. */
    private static final int MOST_RELAYED = 5000;

    @TempDir
    Path folder;

    private TestCertificates certificates;
    private SSLContext client;

    private SmallServer start(boolean withTheJdksEngine, String... more) throws Exception {
        certificates = new TestCertificates(folder);
        certificates.create("server", "127.0.0.1");
        client = certificates.client();
        List<String> flags = new ArrayList<>(List.of(certificates.flags("server")));
        flags.addAll(List.of(more));
        return SmallServer.start(folder.resolve("log.txt"), withTheJdksEngine, flags.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void helloMessagesThatNeverEnd(boolean withTheJdksEngine) throws Exception {
        try (SmallServer server = start(withTheJdksEngine)) {
            byte[] hello = new byte[HALF_BYTES];
            System.arraycopy(new byte[] {22, 3, 1, 0x3f, (byte) 0xff, 1, 0, 0x3f, (byte) 0xf0}, 0, hello, 0, 9);
            try (AttackSockets sockets = new AttackSockets(server.port())) {
                for (int i = 0; i < 6000 && sockets.goesOn(); i++) {
                    sockets.open("", hello);
                }
                server.assertLives();
            }
            serves(server);
            server.assertStopsInOrder();
        }
    }

    /** The server has done its part, and waits for the peers' with all that it keeps for a handshake. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void handshakesThatNeverEnd(boolean withTheJdksEngine) throws Exception {
        try (SmallServer server = start(withTheJdksEngine)) {
            SSLEngine engine = client.createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), out);
            byte[] hello = Arrays.copyOf(out.array(), out.position());
            try (AttackSockets sockets = new AttackSockets(server.port())) {
                for (int i = 0; i < 6000 && sockets.goesOn(); i++) {
                    sockets.open("", hello);
                }
                server.assertLives();
                report(server, "half handshakes", sockets);
            }
            serves(server);
            server.assertStopsInOrder();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recordsThatNeverEnd(boolean withTheJdksEngine) throws Exception {
        try (SmallServer server = start(withTheJdksEngine)) {
            byte[] record = new byte[HALF_BYTES];
            System.arraycopy(new byte[] {23, 3, 3, 0x3f, (byte) 0xff}, 0, record, 0, 5);
            List<TlsSocket> sockets = new ArrayList<>();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            for (int i = 0; i < 3000 && System.nanoTime() - end < 0; i++) {
                try {
                    TlsSocket socket = TlsSocket.connect(server.port(), client);
                    sockets.add(socket);
                    socket.sendRaw(record);
                } catch (IOException e) {
                    // Refused, or cut: that is what is to happen.
                }
            }
            server.assertLives();
            for (TlsSocket socket : sockets) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It was cut.
                }
            }
            serves(server);
            server.assertStopsInOrder();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerLivesWithTheJdksEngine(MemoryAttack attack) throws Exception {
        try (SmallServer server = start(true);
                TlsRelay relay = new TlsRelay(server.port(), certificates.authorityFile())) {
            SmallMemoryTest.ask(relay.port(), SmallMemoryTest.POST_AFTER, "HTTP/1.1 201");
            try (AttackSockets sockets = new AttackSockets(relay.port(), 0, MOST_RELAYED)) {
                attack.begin(sockets);
                relay.awaitHandshakes(); // they are slower than the sockets that open
                server.assertLives();
                report(server, attack.toString(), sockets);
            }
            SmallMemoryTest.serves(server, relay.port());
            server.assertStopsInOrder();
        }
    }

    private static void report(SmallServer server, String attack, AttackSockets sockets) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%s: steps %d, sockets refused or cut %d, log:%n%s%n",
                attack,
                sockets.steps(),
                sockets.failed(),
                server.log().lines().limit(20).reduce("", (all, line) -> all + "  " + line + "\n"));
    }

    private void serves(SmallServer server) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (true) {
            try (TlsSocket socket = TlsSocket.connect(server.port(), client)) {
                assertEquals(200, socket.ask(Request.get("/plaintext")).status());
                assertEquals(101, socket.ask(Request.upgrade("/echo")).status());
                return;
            } catch (AssertionError | IOException e) {
                if (System.nanoTime() - end > 0 || !server.lives()) {
                    throw e;
                }
                LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(100)); // what the attack has left goes little by little
            }
        }
    }
}
