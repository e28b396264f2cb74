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

    private static final String CONFIGURATION = """
            defaults
              mode http
              timeout connect 2s
              timeout client 60s
              timeout server 60s
              timeout tunnel 1h
              retries 3
              option redispatch
              retry-on conn-failure
            frontend clients
              bind 127.0.0.1:%d
              default_backend oneport
            backend oneport
              option httpchk GET /readyz
              server a 127.0.0.1:%d check inter 200ms fall 1 rise 1
              server b 127.0.0.1:%d check inter 200ms fall 1 rise 1
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
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Process[] servers = {server(ports[0]), server(ports[1])};
            Path file = Files.writeString(
                    folder.resolve("haproxy.cfg"), String.format(CONFIGURATION, front, ports[0], ports[1]));
            processes.add(new ProcessBuilder(HAPROXY.toString(), "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("haproxy.txt").toFile())
                    .start());
            awaitPort(front);
            Thread.sleep(1000); // until both have been checked
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
                Thread.sleep(1000); // until HAProxy has seen that it is back
            }
            over = true;
            for (Future<?> asker : askers) {
                asker.get();
            }
            System.out.println(
                    "answers " + answers + ", WebSockets told to go " + goodbyes + ", failures " + failures.size());
            assertEquals(List.of(), List.copyOf(failures));
            assertTrue(goodbyes.get() >= WEBSOCKETS, "told to go: " + goodbyes);
        } finally {
            over = true;
            threads.shutdownNow();
            processes.forEach(Process::destroyForcibly);
        }
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

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
