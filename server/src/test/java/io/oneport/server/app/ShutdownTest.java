package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The process, as a person starts and stops it. */
class ShutdownTest {
    private static final int WEBSOCKETS = 20;

    @Test
    void sigtermUnderLoadClosesEveryWebSocketWith1001AndExitsWith0() throws Exception {
        Process process = start("--port=0", "--log-level=warn", "--drain-over=200ms");
        try {
            URI uri = URI.create("ws://127.0.0.1:" + port(process) + "/echo");
            HttpClient client = HttpClient.newHttpClient();
            List<Talker> talkers = new ArrayList<>();
            for (int i = 0; i < WEBSOCKETS; i++) {
                Talker talker = new Talker();
                client.newWebSocketBuilder().buildAsync(uri, talker).join();
                talkers.add(talker);
            }
            for (Talker talker : talkers) {
                talker.busy.get(40, TimeUnit.SECONDS);
            }
            process.toHandle().destroy(); // SIGTERM
            assertTrue(process.waitFor(40, TimeUnit.SECONDS), "did not end");
            assertEquals(0, process.exitValue());
            for (Talker talker : talkers) {
                assertEquals(1001, talker.closed.get(40, TimeUnit.SECONDS));
            }
            List<String> log = process.errorReader().lines().toList();
            assertEquals(List.of(), log, "nothing to complain about");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aRequestToDrainEndsTheProcessAndTheSignalThatFollowsDoesNotCutItShort() throws Exception {
        Process process = start("--port=0", "--worker-threads=1", "--drain-timeout=30s");
        try {
            int port = port(process);
            HttpClient client = HttpClient.newHttpClient();
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            WebSocket first = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), closedWith(closed))
                    .join();
            WebSocket second = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), closedWith(new CompletableFuture<>()))
                    .join();
            HttpRequest drain = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/drain?over=1h"))
                    .header("Authorization", "Bearer " + TestServer.ADMIN_TOKEN)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertEquals(
                    202,
                    client.send(drain, HttpResponse.BodyHandlers.discarding()).statusCode());
            assertEquals(1001, closed.get(40, TimeUnit.SECONDS));
            process.toHandle().destroy(); // SIGTERM
            BufferedReader log = process.errorReader();
            String line;
            do {
                line = log.readLine();
            } while (!line.contains("Stopping; ")); // before it come lines of the start
            assertTrue(line.contains("Stopping; open sockets: 3, to be closed over 1h, at the latest after"), line);
            line = log.readLine();
            assertTrue(line.contains("SIGTERM while draining: ends within 30s; another signal ends it at once"), line);
            process.toHandle().destroy();
            assertTrue(process.waitFor(40, TimeUnit.SECONDS), "did not end");
            assertEquals(ExitStatus.CUT_SHORT, process.exitValue());
            first.abort();
            second.abort();
        } finally {
            process.destroyForcibly();
        }
    }

    private static WebSocket.Listener closedWith(CompletableFuture<Integer> code) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
                code.complete(statusCode);
                return null;
            }
        };
    }

    @Test
    void aTakenPortIsOneClearLineAndExit1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process process = start("--host=127.0.0.1", "--port=" + taken.getLocalPort());
            assertTrue(process.waitFor(40, TimeUnit.SECONDS));
            assertEquals(1, process.exitValue());
            List<String> lines = process.errorReader().lines().toList();
            assertEquals(1, lines.size(), lines.toString());
            assertTrue(
                    lines.get(0).startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": "), lines.get(0));
        }
    }

    @Test
    void aBadSettingIsOneClearLineAndExit2() throws Exception {
        Process process = start("--max-message=64");
        assertTrue(process.waitFor(40, TimeUnit.SECONDS));
        assertEquals(2, process.exitValue());
        assertEquals(
                List.of("max-message: 64 (expected: a size with its unit: B, KiB, MiB or GiB, such as 64KiB,"
                        + " at most 1GiB)"),
                process.errorReader().lines().toList());
    }

    /** Sends the next message when the last one has come back, until the server closes. */
    private static final class Talker implements WebSocket.Listener {
        final CompletableFuture<Void> busy = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final AtomicLong sent = new AtomicLong();
        private CompletableFuture<WebSocket> lastSend = CompletableFuture.completedFuture(null);

        @Override
        public void onOpen(WebSocket socket) {
            socket.request(1);
            next(socket);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            assertEquals(sent.get(), data.getLong());
            if (sent.get() == 100) {
                busy.complete(null);
            }
            next(socket);
            socket.request(1);
            return null;
        }

        private void next(WebSocket socket) {
            ByteBuffer number =
                    ByteBuffer.allocate(8).putLong(sent.incrementAndGet()).flip();
            // An echo may be here before the JDK has noted that its message is out, and then it refuses the next one.
            lastSend = lastSend.thenCompose(out -> socket.sendBinary(number, true));
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    private static Process start(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.oneport.server.app.Main"));
        command.addAll(List.of(flags));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("ONEPORT_ADMIN_TOKEN_FILE", TestServer.TOKEN_FILE.toString());
        return process.start();
    }

    private static int port(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        String first = out.readLine();
        Matcher line = Pattern.compile(
                        "oneport \\S+ listening on http://127\\.0\\.0\\.1:(\\d+) \\(\\w+, \\d+ workers?\\)")
                .matcher(String.valueOf(first));
        assertTrue(line.matches(), first);
        return Integer.parseInt(line.group(1));
    }
}
