package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers behind HAProxy that are restarted one after the other while clients ask, publish and hold WebSockets: no
 * connection is refused, no request is without its answer, and each WebSocket is closed with 1001 and comes back.
 */
@Tag("load")
@Timeout(180)
class RollingRestartTest {
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");
    private static final int ASKERS = 8;
    private static final int WEBSOCKETS = 200;

    /** What stands around the example in docs/security.md. */
    private static final String FRONTENDS = """
            frontend clients
              bind 127.0.0.1:%d
              default_backend oneport
            frontend numbers
              bind 127.0.0.1:%d
              stats enable
              stats uri /
            """;

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger goodbyes = new AtomicInteger();
    private volatile boolean over;

    @Test
    void nothingIsRefusedAndNoAnswerIsLost() throws Exception {
        Needs.met(Files.isExecutable(HAPROXY), "haproxy", "apt-get install haproxy");
        int front = free();
        int[] ports = {free(), free()};
        int stats = free();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Process[] servers = {server(ports[0]), server(ports[1])};
            Path file = Files.writeString(
                    folder.resolve("haproxy.cfg"), example(ports) + String.format(FRONTENDS, front, stats));
            processes.add(new ProcessBuilder(HAPROXY.toString(), "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("haproxy.txt").toFile())
                    .start());
            awaitPort(front);
            awaitBoth(stats);
            List<Future<?>> askers = new ArrayList<>();
            for (int i = 0; i < ASKERS; i++) {
                boolean publishes = i % 2 == 0;
                askers.add(threads.submit(() -> ask(front, publishes)));
            }
            HttpClient client = HttpClient.newHttpClient();
            for (int i = 0; i < WEBSOCKETS; i++) {
                connect(client, front);
            }
            for (int restarts = 0; restarts < 4; restarts++) {
                int which = restarts % 2;
                servers[which].toHandle().destroy(); // SIGTERM
                assertTrue(servers[which].waitFor(40, TimeUnit.SECONDS));
                assertEquals(0, servers[which].exitValue());
                servers[which] = server(ports[which]);
                Thread.sleep(2000); // HAProxy may not have noticed yet that it was gone, and then shows what was
                awaitBoth(stats);
            }
            over = true;
            for (Future<?> asker : askers) {
                asker.get();
            }
            System.out.println(
                    "answers " + answers + ", WebSockets told to go " + goodbyes + ", failures " + failures.size());
            assertEquals(List.of(), failures.stream().limit(10).toList());
            assertTrue(goodbyes.get() >= WEBSOCKETS, "told to go: " + goodbyes);
        } finally {
            over = true;
            threads.shutdownNow();
            processes.forEach(Process::destroyForcibly);
        }
    }

    /** The documented configuration, for these two servers. */
    private static String example(int... ports) throws IOException {
        String documented = Files.readString(Path.of("..", "docs", "security.md"));
        Matcher example = Pattern.compile("(?s)```haproxy-rolling\n(.*?)```").matcher(documented);
        assertTrue(example.find());
        return example.group(1)
                .replace("192.0.2.1:8080", "127.0.0.1:" + ports[0])
                .replace("192.0.2.2:8080", "127.0.0.1:" + ports[1]);
    }

    private void ask(int port, boolean publishes) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + (publishes ? "/t/news" : "/plaintext")))
                .timeout(Duration.ofSeconds(20));
        HttpRequest asked = publishes
                ? request.POST(HttpRequest.BodyPublishers.ofString("x")).build()
                : request.build();
        while (!over) {
            try {
                int status = client.send(asked, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == (publishes ? 201 : 200)) {
                    answers.incrementAndGet();
                } else {
                    failures.add("status " + status + (publishes ? " to POST" : " to GET"));
                }
            } catch (IOException e) {
                failures.add(e + (publishes ? " to POST" : " to GET"));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void connect(HttpClient client, int port) {
        if (over) {
            return;
        }
        client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        if (code == 1001) {
                            goodbyes.incrementAndGet();
                        } else {
                            failures.add("Close " + code);
                        }
                        connect(client, port);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket socket, Throwable error) {
                        if (!over) {
                            failures.add("WebSocket: " + error);
                        }
                    }
                })
                .whenComplete((socket, failure) -> {
                    if (failure != null && !over) {
                        failures.add("upgrade: " + failure);
                    }
                });
    }

    private Process server(int port) throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.oneport.server.app.Main",
                        "--port=" + port,
                        "--drain-over=2s")
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("log.txt").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(server);
        awaitPort(port);
        return server;
    }

    private static void awaitPort(int port) throws Exception {
        while (true) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
    }

    /** Waits until HAProxy has found both servers to be ready. */
    private static void awaitBoth(int stats) throws Exception {
        HttpRequest csv = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stats + "/;csv"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        while (client.send(csv, HttpResponse.BodyHandlers.ofString())
                        .body()
                        .lines()
                        .filter(line ->
                                line.startsWith("oneport,") && line.contains(",UP,") && !line.contains("BACKEND"))
                        .count()
                < 2) {
            Thread.sleep(100);
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
