package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.broker.redis.RedisServer;
import io.oneport.server.front.Transport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose jar is overwritten while it runs, as by an update: all that it needs from then on is loaded already. */
class OverwrittenJarIT extends StartedJar {
    private static final Pattern LOADED_FROM_JAR =
            Pattern.compile("(?m)^(\\S+) source: (?:file|jar):.*oneport-server\\.jar");

    static Stream<String> transports() {
        return Stream.of(Transport.values())
                .filter(transport -> transport != Transport.AUTO && transport.available())
                .map(Transport::text);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aServerWhoseJarWasOverwrittenStopsInOrder(String transport) throws Exception {
        stopsInOrderWithoutItsJar("--transport=" + transport);
    }

    @Test
    void soDoesOneWithALog() throws Exception {
        stopsInOrderWithoutItsJar("--data-dir=" + folder.resolve("data"));
    }

    @Test
    void soDoesOneWithAnEngine() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            stopsInOrderWithoutItsJar("--engine=" + redis.url());
        }
    }

    private void stopsInOrderWithoutItsJar(String flag) throws Exception {
        Path loaded = folder.resolve("loaded.txt");
        int port = start(
                List.of("-Xlog:class+load:file=" + loaded + ":none:filecount=0"),
                "--drain-timeout=2s",
                "--worker-threads=2",
                flag);
        while (!ready(port)) {
            Thread.sleep(20);
        }
        assertTrue(out.readLine().startsWith("operators: ")); // now it has loaded its classes
        long before = Files.size(loaded);
        overwriteTheJar();
        useTheServer(port);
        signal("TERM");
        assertEquals(0, exitStatus());
        String log = errors();
        assertTrue(log.lines().allMatch(line -> line.contains(" INFO ") || line.contains(" WARN ")), log);
        String later = new String(Files.readAllBytes(loaded), StandardCharsets.UTF_8).substring((int) before);
        List<String> missing = LOADED_FROM_JAR
                .matcher(later)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(List.of(), missing, "add to later-classes.txt");
    }

    /** An open socket of each kind, in the middle of something, and a message that was delivered. */
    private void useTheServer(int port) throws IOException {
        String host = " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
        open(port, upgrade("/echo"), "HTTP/1.1 101");
        open(port, upgrade("/t/news"), "HTTP/1.1 101");
        open(port, "GET /t/news" + host + "Accept: text/event-stream\r\n\r\n", "HTTP/1.1 200");
        open(port, "GET /t/news/json" + host + "\r\n", "HTTP/1.1 200");
        open(port, "POST /t/news" + host + "Content-Length: 2\r\n\r\nhi", "HTTP/1.1 201");
        open(port, "GET /t/news" + host + "\r\n", "HTTP/1.1 200");
        open(port, "GET /no/such/path" + host + "\r\n", "HTTP/1.1 404");
        open(port, "no request\r\n\r\n", "HTTP/1.1 400");
        open(port, "GET /metrics" + host + "\r\n", "HTTP/1.1 200");
        open(port, "POST /t/news" + host + "Content-Length: 9\r\nExpect: 100-continue\r\n\r\n", "HTTP/1.1 100");
    }

    private static boolean ready(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return status.endsWith("200");
        }
    }

    /** In place, as {@code cp} does. */
    private void overwriteTheJar() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
            byte[] garbage = new byte[8192];
            for (long left = file.length(); left > 0; left -= garbage.length) {
                file.write(garbage, 0, (int) Math.min(left, garbage.length));
            }
        }
    }
}
