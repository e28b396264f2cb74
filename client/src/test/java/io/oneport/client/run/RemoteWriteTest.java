package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.oneport.client.run.LiveFigures.Family;
import io.oneport.client.run.LiveFigures.Figure;
import io.oneport.client.testing.CommandRun;
import io.oneport.client.testing.Fault;
import io.oneport.client.testing.FaultyServer;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RemoteWriteTest {
    private static final List<Family> FIGURES = List.of(new Family(
            "oneport_client_open_sockets",
            "gauge",
            "Sockets that are open.",
            List.of(new Figure("oneport_client_open_sockets", new TreeMap<>(), 120))));

    @TempDir
    private Path folder;

    /** Answers with each of these in turn, and with the last one from then on. */
    private static final class Receiver implements AutoCloseable {
        final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        final ConcurrentLinkedQueue<Integer> answered = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> heads = new ConcurrentLinkedQueue<>();
        final CountDownLatch first = new CountDownLatch(1);

        Receiver(int... answers) throws IOException {
            server.createContext("/write", exchange -> {
                exchange.getRequestBody().readAllBytes();
                heads.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                        + exchange.getRequestHeaders().getFirst("Content-Encoding"));
                int status = answers[Math.min(answered.size(), answers.length - 1)];
                answered.add(status); // before the client can have it
                byte[] said = "out of bounds\n".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, status == 204 ? -1 : said.length);
                if (status != 204) {
                    exchange.getResponseBody().write(said);
                }
                exchange.close();
                first.countDown();
            });
            server.start();
        }

        RemoteWrite.Receiver receiver() {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/write");
            return new RemoteWrite.Receiver(uri, List.of("Authorization", "Bearer secret"), Map.of("job", "test"));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    @MostlyWaits
    void whatIsRefusedForNowIsSentAgain() throws Exception {
        List<String> warnings = new ArrayList<>();
        try (Receiver receiver = new Receiver(503, 429, 204)) {
            RemoteWrite write = new RemoteWrite(receiver.receiver(), warnings::add);
            write.accept(FIGURES);
            receiver.first.await();
            write.close();
            assertEquals(Optional.empty(), write.lost());
            assertEquals(List.of(503, 429, 204, 204), List.copyOf(receiver.answered)); // the last one ends the series
            assertEquals("Bearer secret snappy", receiver.heads.peek());
        }
    }

    @Test
    void whatIsRefusedForGoodIsNotSentAgainAndIsCounted() throws Exception {
        List<String> warnings = new ArrayList<>();
        try (Receiver receiver = new Receiver(400, 204)) {
            RemoteWrite write = new RemoteWrite(receiver.receiver(), warnings::add);
            write.accept(FIGURES);
            receiver.first.await();
            write.close();
            assertEquals(List.of(400, 204), List.copyOf(receiver.answered));
            assertEquals(
                    Optional.of("remote-write: 1 of 2 requests were not taken; the last failure: answered 400: out of"
                            + " bounds"),
                    write.lost());
        }
    }

    @Test
    @MostlyWaits
    void whereNobodyListensTheRunGoesOn() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            CommandRun run = run(server, "--remote-write=http://127.0.0.1:" + port + "/api/v1/write");
            assertTrue(run.out().contains("lost 0"), run::toString);
            assertTrue(run.err().contains("remote-write: "), run::toString);
            assertTrue(run.err().contains(" requests were not taken"), run::toString);
        }
    }

    @Test
    @MostlyWaits
    void prometheusHasTheFigures() throws Exception {
        Needs.program("prometheus", "prometheus");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.enable-remote-write-receiver",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            String url = "http://127.0.0.1:" + port;
            awaitReady(url, prometheus);
            CommandRun run =
                    run(server, "--remote-write=" + url + "/api/v1/write", "--remote-write-label=run=nightly \"ü\"");
            assertTrue(!run.err().contains("remote-write"), run::toString);
            String sent = query(url, "max_over_time(oneport_client_latency_seconds_count{metric=\"ws.echo\"}[5m])");
            assertTrue(sent.contains("\"run\":\"nightly \\\"ü\\\"\""), sent);
            assertTrue(sent.contains("\"job\":\"oneport-client\""), sent);
            assertTrue(!sent.contains(",\"0\"]"), sent);
            String ended = query(url, "oneport_client_open_sockets");
            assertTrue(ended.contains("\"result\":[]"), ended); // its series have an end
        } finally {
            prometheus.destroy();
            prometheus.waitFor();
        }
    }

    private static CommandRun run(FaultyServer server, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of(server.url(), "--quiet", "--ws=5", "--http=1", "--warmup=0s", "--duration=2s"));
        arguments.addAll(List.of(more));
        return CommandRun.of(new RunCommand(), arguments.toArray(String[]::new));
    }

    private static void awaitReady(String url, Process prometheus) throws Exception {
        while (true) {
            try {
                if (get(url + "/-/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                assertTrue(prometheus.isAlive());
            }
            Thread.sleep(50);
        }
    }

    private static String query(String url, String query) throws Exception {
        HttpResponse<String> answer =
                get(url + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
