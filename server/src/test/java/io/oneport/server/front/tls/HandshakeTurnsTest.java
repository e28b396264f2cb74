package io.oneport.server.front.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.oneport.server.blackbox.Ledger;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.TestCertificates;
import io.oneport.server.blackbox.TlsSocket;
import io.oneport.server.front.tls.TlsSettings.ClientCertificates;
import io.oneport.testing.Needs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many peers that begin a handshake at the same moment: who asks for something else does not wait for all of them. */
@Timeout(60)
class HandshakeTurnsTest {
    private static final int MANY = 200;
    private static final int HANDSHAKE_RECORD = 22;

    @TempDir
    private static Path folder;

    private static TlsSettings settings;
    private static SSLContext client;

    @BeforeAll
    static void create() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        certificates.create("one", "127.0.0.1");
        TlsSettings.Pair pair = new TlsSettings.Pair(certificates.certificateFile("one"), certificates.keyFile("one"));
        settings = new TlsSettings(List.of(pair), false, null, ClientCertificates.NONE, 64);
        client = certificates.client();
    }

    private static byte[] hello() throws Exception {
        SSLEngine engine = client.createSSLEngine("127.0.0.1", 443);
        engine.setUseClientMode(true);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aSiblingIsAnsweredWhileHandshakesWaitForTheirTurn(SslProvider provider) throws Exception {
        Needs.met(provider == SslProvider.JDK || OpenSsl.isAvailable(), "BoringSSL", "Linux on x86-64 or ARM64");
        byte[] hello = hello();
        List<RawSocket> peers = new ArrayList<>();
        try (TlsServer server = new TlsServer(settings, provider, Duration.ofHours(1))) {
            for (int i = 0; i < MANY; i++) {
                peers.add(RawSocket.connect(server.port()));
            }
            try (RawSocket sibling = RawSocket.connect(server.port())) {
                assertEquals("0", sibling.ask(Request.get(TlsServer.WAITING)).text(), "accepted after all others");
                CountDownLatch allWait = new CountDownLatch(1);
                server.occupy(allWait);
                for (RawSocket peer : peers) {
                    peer.send(hello);
                }
                sibling.send(Request.get(TlsServer.WAITING).bytes());
                allWait.countDown();
                int waiting = Integer.parseInt(sibling.answer().text());
                assertTrue(waiting > MANY / 2, waiting + " of " + MANY);
                for (RawSocket peer : peers) {
                    assertEquals(HANDSHAKE_RECORD, peer.in().read());
                }
                assertEquals("0", sibling.ask(Request.get(TlsServer.WAITING)).text());
            }
            try (TlsSocket socket = TlsSocket.connect(server.port(), client)) {
                assertEquals(200, socket.ask(Request.get("/plaintext")).status());
            }
        } finally {
            for (RawSocket peer : peers) {
                peer.close();
            }
        }
    }

    /** What a peer is gone for is done no more: nothing is held, and nobody waits for it. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void peersThatAreGoneBeforeTheirTurnLeaveNothing(SslProvider provider) throws Exception {
        Needs.met(provider == SslProvider.JDK || OpenSsl.isAvailable(), "BoringSSL", "Linux on x86-64 or ARM64");
        byte[] hello = hello();
        try (TlsServer server = new TlsServer(settings, provider, Duration.ofHours(1));
                RawSocket sibling = RawSocket.connect(server.port());
                Ledger ledger = new Ledger(server.port())) {
            CountDownLatch allWait = new CountDownLatch(1);
            server.occupy(allWait);
            for (int i = 0; i < MANY; i++) {
                try (RawSocket peer = RawSocket.connect(server.port())) {
                    peer.send(hello);
                    if (i % 2 == 0) {
                        peer.reset();
                    }
                }
            }
            allWait.countDown();
            while (ledger.ids().size() > 2) {
                Thread.onSpinWait(); // they close one after the other
            }
            assertEquals("0", sibling.ask(Request.get(TlsServer.WAITING)).text());
        }
    }
}
