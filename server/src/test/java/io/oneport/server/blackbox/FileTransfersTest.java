package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import io.oneport.server.front.Transport;
import io.oneport.testing.Needs;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files reach their readers byte for byte on every transport, with and without TLS, and are closed whatever happens. */
class FileTransfersTest {
    private static final int LARGE = (5 << 20) + 1;

    @TempDir
    Path folder;

    private final Random random = new Random();
    private final long seed = random.nextLong();

    /** A connection, encrypted or not. */
    private interface Wire extends AutoCloseable {
        InputStream in() throws IOException;

        void send(byte[] bytes) throws IOException;

        @Override
        void close() throws IOException;
    }

    private static Wire plain(RawSocket socket) {
        return new Wire() {
            @Override
            public InputStream in() {
                return socket.in();
            }

            @Override
            public void send(byte[] bytes) throws IOException {
                socket.send(bytes);
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    private static Wire encrypted(TlsSocket socket) {
        return new Wire() {
            @Override
            public InputStream in() throws IOException {
                return socket.in();
            }

            @Override
            public void send(byte[] bytes) throws IOException {
                socket.send(bytes);
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }

    private interface Connector {
        Wire connect() throws IOException;
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(strings = {"nio", "epoll", "io_uring", "tls"})
    void everyByteArrivesAndEveryFileIsClosed(String way) throws Exception {
        random.setSeed(seed);
        System.out.println("FileTransfersTest, " + way + ": seed " + seed);
        Path site = Files.createDirectory(folder.resolve("site"));
        for (int size : new int[] {0, 1, 1000, 65536, 65537, (3 << 20) + 7, LARGE}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.write(site.resolve(size + ".bin"), content);
        }
        List<String> flags = new ArrayList<>(List.of("--static=" + site, "--stall-timeout=3s", "--worker-threads=1"));
        SSLContext context = null;
        if (way.equals("tls")) {
            TestCertificates certificates = new TestCertificates(folder);
            certificates.create("server", "127.0.0.1");
            flags.addAll(List.of(certificates.flags("server")));
            context = certificates.client();
        } else {
            Transport transport = Transport.valueOf(way.toUpperCase(Locale.ROOT));
            Needs.transport(way, transport.available());
            flags.add("--transport=" + way);
        }
        try (TestServer server = TestServer.start(flags.toArray(String[]::new))) {
            SSLContext tls = context;
            Connector connector = () -> tls == null
                    ? plain(RawSocket.connect(server.port()))
                    : encrypted(TlsSocket.connect(server.port(), tls));
            wholeFiles(connector, site);
            randomParts(connector, site);
            deletedFilesGoOn(connector, site);
            shortenedFilesEndTheConnection(connector, site);
            peersThatGo(connector);
            peerThatReadsNothing(connector);
            awaitNoneOpen(site);
        }
    }

    /** On one connection, all asked for at once, and something else between them. */
    private static void wholeFiles(Connector connector, Path site) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(site)) {
            files = all.sorted().toList();
        }
        try (Wire wire = connector.connect()) {
            StringBuilder requests = new StringBuilder();
            for (Path file : files) {
                requests.append("GET /" + file.getFileName() + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .append("HEAD /" + file.getFileName() + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .append(
                                "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing.bin HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            wire.send(Bytes.latin1(requests.toString()));
            for (Path file : files) {
                HttpAnswer answer = HttpAnswer.read(wire.in(), false);
                assertEquals(200, answer.status(), answer::head);
                assertArrayEquals(Files.readAllBytes(file), answer.body(), file.toString());
                HttpAnswer head = HttpAnswer.read(wire.in(), true);
                assertEquals(masked(answer), masked(head));
                assertEquals("Hello, World!", HttpAnswer.read(wire.in(), false).text());
                assertEquals(404, HttpAnswer.read(wire.in(), false).status());
            }
        }
    }

    private static String masked(HttpAnswer answer) {
        return HttpAnswer.maskDates(answer.head());
    }

    /** Requests are cut anywhere, and answered in their order. */
    private void randomParts(Connector connector, Path site) throws IOException {
        byte[] content = Files.readAllBytes(site.resolve(LARGE + ".bin"));
        try (Wire wire = connector.connect()) {
            for (int round = 0; round < 2; round++) {
                List<int[]> parts = new ArrayList<>();
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < 8; i++) {
                    int from = random.nextInt(LARGE);
                    int length = 1 + random.nextInt(random.nextBoolean() ? 5000 : 2 << 20);
                    int to = Math.min(LARGE, from + length);
                    parts.add(new int[] {from, to});
                    requests.append("GET /" + LARGE + ".bin HTTP/1.1\r\nHost: a\r\nRange: bytes=" + from + "-"
                            + (to - 1) + "\r\n\r\n");
                }
                byte[] bytes = Bytes.latin1(requests.toString());
                int cut = random.nextInt(bytes.length);
                wire.send(Arrays.copyOf(bytes, cut));
                wire.send(Arrays.copyOfRange(bytes, cut, bytes.length));
                for (int[] part : parts) {
                    HttpAnswer answer = HttpAnswer.read(wire.in(), false);
                    assertEquals(206, answer.status(), answer::head);
                    assertEquals(
                            "bytes " + part[0] + "-" + (part[1] - 1) + "/" + LARGE, answer.header("Content-Range"));
                    assertArrayEquals(Arrays.copyOfRange(content, part[0], part[1]), answer.body(), "seed " + seed);
                }
            }
        }
    }

    private static void ask(Wire wire, String name) throws IOException {
        wire.send(Bytes.latin1(
                "GET /" + name + " HTTP/1.1\r\nHost: a\r\n\r\nGET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"));
    }

    /** An open file is what it was, whatever is at its name. */
    private static void deletedFilesGoOn(Connector connector, Path site) throws IOException {
        byte[] content = Files.readAllBytes(site.resolve(LARGE + ".bin"));
        Files.write(site.resolve("deleted.bin"), content);
        try (Wire wire = connector.connect()) {
            ask(wire, "deleted.bin");
            byte[] begun = new byte[100];
            wire.in().readNBytes(begun, 0, 15);
            Files.delete(site.resolve("deleted.bin"));
            assertEquals("HTTP/1.1 200 OK", new String(begun, 0, 15, StandardCharsets.US_ASCII));
            HttpAnswer answer =
                    HttpAnswer.read(new SequenceInputStream(new ByteArrayInputStream(begun, 0, 15), wire.in()), false);
            assertArrayEquals(content, answer.body());
            assertEquals("Hello, World!", HttpAnswer.read(wire.in(), false).text());
        }
    }

    /** What was promised can't be kept: no byte of the next answer must take its place. */
    private static void shortenedFilesEndTheConnection(Connector connector, Path site) throws IOException {
        Path file = site.resolve("shortened.bin");
        try (FileChannel sparse = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.allocate(1), 32 << 20);
            try (Wire wire = connector.connect()) {
                ask(wire, "shortened.bin");
                assertTrue(wire.in().read() == 'H', "an answer");
                sparse.truncate(100);
                assertThrows(IOException.class, () -> {
                    byte[] rest = wire.in().readAllBytes();
                    assertTrue(rest.length < 32 << 20, "not all of it: " + rest.length);
                    int body = new String(rest, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
                    assertTrue(body < 4
                            || Arrays.mismatch(rest, body, rest.length, new byte[rest.length], body, rest.length) < 0);
                    throw new EOFException("ended, and not reset");
                });
            }
        }
        Files.delete(file);
    }

    private void peersThatGo(Connector connector) throws IOException {
        for (int i = 0; i < 8; i++) {
            try (Wire wire = connector.connect()) {
                ask(wire, LARGE + ".bin");
                wire.in().readNBytes(random.nextInt(100_000));
            }
        }
    }

    private static void peerThatReadsNothing(Connector connector) throws Exception {
        try (Wire idle = connector.connect();
                Wire sibling = connector.connect()) {
            for (int i = 0; i < 3; i++) {
                ask(idle, LARGE + ".bin"); // more than the system's buffers take
            }
            long start = System.nanoTime();
            boolean cut = false;
            while (!cut && System.nanoTime() - start < 30_000_000_000L) {
                sibling.send(Bytes.latin1("GET /1000.bin HTTP/1.1\r\nHost: a\r\n\r\n"));
                assertEquals(1000, HttpAnswer.read(sibling.in(), false).body().length);
                sibling.send(Request.get("/admin/sockets?state=closed").bytes());
                cut = HttpAnswer.read(sibling.in(), false).text().contains("read nothing for 3s");
                LockSupport.parkNanos(20_000_000);
            }
            assertTrue(cut, "must be cut");
        }
    }

    private static void awaitNoneOpen(Path site) throws IOException {
        List<String> open = open(site);
        for (int i = 0; i < 500 && !open.isEmpty(); i++) {
            LockSupport.parkNanos(20_000_000); // a socket's end is noticed soon
            open = open(site);
        }
        assertEquals(List.of(), open);
    }

    private static List<String> open(Path site) throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(site.toString())) {
                        open.add(target);
                    }
                } catch (IOException gone) {
                    assertFalse(gone.getMessage().isEmpty());
                }
            }
        }
        return open;
    }
}
