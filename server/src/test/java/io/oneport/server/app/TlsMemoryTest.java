package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.TestCertificates;
import io.oneport.server.blackbox.TlsSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link SmallMemoryTest}, by what can be kept before there is anything to decrypt: half records. */
@Tag("load")
@Timeout(120)
class TlsMemoryTest {
    private static final int HALF_BYTES = 15_000;

    @TempDir
    Path folder;

    private SSLContext client;

    private SmallServer start() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.create("server", "127.0.0.1");
        client = certificates.client();
        return SmallServer.start(folder.resolve("log.txt"), certificates.flags("server"));
    }

    @Test
    void helloMessagesThatNeverEnd() throws Exception {
        try (SmallServer server = start()) {
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

    @Test
    void recordsThatNeverEnd() throws Exception {
        try (SmallServer server = start()) {
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
