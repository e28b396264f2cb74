package io.oneport.server.front.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.TestCertificates;
import io.oneport.server.blackbox.TlsSocket;
import io.oneport.server.front.tls.TlsSettings.ClientCertificates;
import io.oneport.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates are replaced while clients come and go: no handshake fails, and no socket is dropped. */
class CertificateReloadTest {
    private static final int CLIENTS = 3;
    private static final int SOCKETS = 5;

    @TempDir
    private Path folder;

    private final AtomicLong handshakes = new AtomicLong();

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    @Timeout(120)
    void aFewReloadsUnderLoad(SslProvider provider) throws Exception {
        reloadUnderLoad(provider, 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    @Tag("load")
    @Timeout(600)
    void manyReloadsUnderLoad(SslProvider provider) throws Exception {
        reloadUnderLoad(provider, Integer.getInteger("tls.reloads", 1000));
    }

    private void reloadUnderLoad(SslProvider provider, int reloads) throws Exception {
        Needs.met(provider == SslProvider.JDK || OpenSsl.isAvailable(), "BoringSSL", "Linux on x86-64 or ARM64");
        TestCertificates certificates = new TestCertificates(folder);
        List<X509Bundle> versions = List.of(
                certificates.issue("even", "localhost", "127.0.0.1"),
                certificates.issueRsa("odd", "localhost", "127.0.0.1"));
        certificates.write("one", versions.get(1));
        TlsSettings settings = new TlsSettings(
                List.of(new TlsSettings.Pair(certificates.certificateFile("one"), certificates.keyFile("one"))),
                false,
                null,
                ClientCertificates.NONE,
                0);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<TlsSocket> sockets = new ArrayList<>();
        try (TlsServer server = new TlsServer(settings, provider, Duration.ofHours(1))) {
            for (int i = 0; i < SOCKETS; i++) {
                TlsSocket socket = TlsSocket.connect(server.port(), certificates.client());
                assertEquals(101, socket.ask(Request.upgrade("/echo")).status());
                sockets.add(socket);
            }
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(CompletableFuture.runAsync(() -> comeAndGo(server.port(), certificates, over), threads));
            }
            for (int i = 0; i < reloads; i++) {
                certificates.write("one", versions.get(i % 2));
                assertTrue(server.certificates().reload().startsWith("localhost 127.0.0.1 until "));
                TlsSocket socket = sockets.get(i % SOCKETS);
                socket.send(Frames.text("after reload " + i));
                socket.expectText("after reload " + i);
            }
            over.set(true);
            for (CompletableFuture<Void> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
            for (TlsSocket socket : sockets) {
                socket.send(Frames.text("still here"));
                socket.expectText("still here");
                socket.close();
            }
            try (RawSocket plain = RawSocket.connect(server.port())) {
                String metrics = plain.ask(Request.get("/metrics")).text();
                assertTrue(metrics.contains("\noneport_tls_handshakes_failed_total 0.0\n"), metrics);
                assertTrue(
                        metrics.contains("\noneport_tls_handshakes_total " + (handshakes.get() + SOCKETS) + ".0\n"),
                        metrics);
            }
        } finally {
            over.set(true);
            threads.shutdown();
        }
        System.out.println(provider + ": " + reloads + " reloads, " + handshakes + " handshakes, none failed");
    }

    private void comeAndGo(int port, TestCertificates certificates, AtomicBoolean over) {
        try {
            var context = certificates.client(); // its sessions are resumed
            do {
                try (TlsSocket socket = TlsSocket.connect(port, context)) {
                    handshakes.incrementAndGet();
                    assertEquals(200, socket.ask(Request.get("/healthz")).status());
                }
            } while (!over.get());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
