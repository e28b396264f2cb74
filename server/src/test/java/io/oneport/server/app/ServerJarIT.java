package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.broker.redis.RedisServer;
import io.oneport.server.front.Transport;
import io.oneport.testing.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's jar as a person starts and stops it, with signals; also after the jar has been overwritten. */
class ServerJarIT {
    /** So short a life is not worth the time that the second compiler takes from the others on this machine. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    private static final Path BUILT = Path.of("target", "oneport-server.jar");
    private static final Pattern LOADED_FROM_JAR =
            Pattern.compile("(?m)^(\\S+) source: (?:file|jar):.*oneport-server\\.jar");

    @TempDir
    Path folder;

    private Path jar;
    private Process process;
    private BufferedReader out;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void copyTheJar() throws IOException {
        jar = Files.copy(BUILT, folder.resolve("oneport-server.jar"));
    }

    @AfterEach
    void end() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (process != null) {
            process.destroyForcibly();
        }
    }

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

    @Test
    void aSecondSignalEndsTheStop() throws Exception {
        int port = start(List.of(), "--drain-timeout=1h", "--stall-timeout=1h", "--close-timeout=1h");
        open(port, upgrade("/echo"), "HTTP/1.1 101");
        BufferedReader log = process.errorReader();
        signal("TERM"); // not INT: a shell has what it starts in the background ignore that, and so would the server
        String first;
        do {
            first = log.readLine();
        } while (!first.contains("Stopping; ")); // before it come lines of the start
        assertTrue(first.contains("Stopping; open sockets: 1, to be closed over 5s, at the latest after 1h"), first);
        signal("TERM");
        assertEquals(Main.CUT_SHORT, exitStatus());
        String second = log.readLine();
        assertTrue(second.endsWith("SIGTERM while stopping: ended at once, without waiting for open sockets"), second);
    }

    @Test
    void aHangUpDoesNotStopIt() throws Exception {
        Needs.met(!ignoresHangUp(), "SIGHUP that is not ignored", "run the tests without nohup");
        Path config = Files.writeString(folder.resolve("oneport.conf"), "log-level = info\n");
        int port = start(List.of(), "--config=" + config);
        BufferedReader log = process.errorReader();
        Files.writeString(config, "log-level = debug\nbacklog = 7\n");
        signal("HUP");
        String line;
        do {
            line = log.readLine(); // each part has its own
        } while (!line.contains("Reloaded on SIGHUP. settings: "));
        assertTrue(line.endsWith("log-level = debug (was info), changes after a restart: backlog"), line);
        Files.writeString(config, "log-level = loud\n");
        signal("HUP");
        do {
            line = log.readLine(); // others may come between, now that debug lines are logged
        } while (!line.contains("Not reloaded on SIGHUP. settings: "));
        assertTrue(line.contains("log-level: loud (expected: error, warn, info or debug), in "), line);
        open(port, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n", "HTTP/1.1 200");
        signal("TERM");
        assertEquals(0, exitStatus());
    }

    @Test
    void itMakesTheTokensThatItTakes() throws Exception {
        Path key = folder.resolve("secret");
        assertEquals("", printed("token", "--new-key", key.toString()));
        String token =
                printed("token", "--key", key.toString(), "--publish", "news").strip();
        int port = start(List.of(), "--jwt-key=" + key);
        String publish = "POST /t/news HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n";
        open(port, publish + "Authorization: Bearer " + token + "\r\n\r\nhi", "HTTP/1.1 201");
        open(port, publish + "\r\nhi", "HTTP/1.1 401");
        signal("TERM");
        assertEquals(0, exitStatus());
    }

    @Test
    void aPublicAddressNeedsAWordAboutWhoGetsIn() throws Exception {
        process = new ProcessBuilder(java(), QUICK, "-jar", jar.toString(), "--port=0", "--host=0.0.0.0").start();
        endInTime(process);
        assertEquals(Main.USAGE, exitStatus());
        String line = errors();
        assertTrue(line.startsWith("host: 0.0.0.0 (expected: a loopback address; for a public one, say who"), line);
        assertTrue(line.contains("--jwt-key") && line.contains("--allow-anonymous"), line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void itStartsFromTheArchiveOfItsClassesAndIsHealthy() throws Exception {
        Path archive = folder.resolve("classes.jsa");
        assertEquals("", printed("archive", archive.toString()));
        // Without an archive that fits jar and JDK, this JVM would not start.
        int port = start(List.of("-Xshare:on", "-XX:SharedArchiveFile=" + archive));
        Process server = process;
        assertEquals("HTTP/1.1 200 OK\n", printed("health", "--port=" + port));
        process = server;
        signal("TERM");
        assertEquals(0, exitStatus());
    }

    private String printed(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(java(), QUICK, "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).start();
        endInTime(process);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, exitStatus());
        return text;
    }

    @Test
    void anArgumentThatIsNotTextIsRefused() throws Exception {
        for (String locale : List.of("C", "C.UTF-8")) {
            Process shell = new ProcessBuilder(
                            "sh",
                            "-c",
                            "LC_ALL=" + locale + " exec \"$0\" " + QUICK
                                    + " -jar \"$1\" --slow-reader \"$(printf 'caf\\351=latest')\"",
                            java(),
                            jar.toString())
                    .start();
            process = shell;
            assertEquals(Main.USAGE, exitStatus());
            String line = errors();
            assertTrue(
                    line.startsWith("argument 2: caf?=latest (expected: text in the encoding of the locale, "), line);
            assertEquals(1, line.lines().count(), line);
        }
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

    private void open(int port, String request, String answer) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = new String(socket.getInputStream().readNBytes(answer.length()), StandardCharsets.US_ASCII);
        assertEquals(answer, head);
    }

    private static String upgrade(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
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

    private int start(List<String> jvm, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(java(), QUICK));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString(), "--port=0", "--metrics=open"));
        command.add("--admin-token-file=" + folder.resolve("admin-token"));
        command.addAll(List.of(flags));
        process = new ProcessBuilder(command).start();
        endInTime(process);
        out = process.inputReader();
        String first = String.valueOf(out.readLine());
        Matcher port = Pattern.compile("oneport \\S+ listening on http://127\\.0\\.0\\.1:(\\d+) .*")
                .matcher(first);
        assertTrue(port.matches(), first);
        return Integer.parseInt(port.group(1));
    }

    /** A test that waits for a line that never comes can't be interrupted; the end of the process ends the wait. */
    private static void endInTime(Process process) {
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    /** Whether what this JVM starts inherits that SIGHUP is ignored. */
    private static boolean ignoresHangUp() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void signal(String name) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor());
    }

    private int exitStatus() throws InterruptedException {
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), "the process did not end");
        return process.exitValue();
    }

    private String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
