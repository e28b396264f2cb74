package io.oneport.server.durability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kills a server with a log again and again while messages are published and read, and says what came of them. Publishers
 * repeat with the same key what was not answered; readers come back with their last position.
 *
 * <p>A command: {@code LogKills KILLS [SEED] [always|never]}.
 */
final class LogKills implements AutoCloseable {
    private static final int TOPICS = 3;
    private static final int PUBLISHERS = 6;
    private static final int READERS = 6;
    private static final Pattern RESULT_ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]+)\"");
    private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Account account = new Account();
    private final Path folder;
    private final int port;
    private final String sync;
    private final List<Thread> publishers = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean publishing = true;
    private volatile boolean reading = true;
    private ServerProcess server;

    private LogKills(Path folder, String sync) throws IOException {
        this.folder = folder;
        this.sync = sync;
        this.port = ServerProcess.freePort();
    }

    /** Runs it; exit status 1 if anything is lost, doubled or swapped. */
    public static void main(String[] args) throws Exception {
        int kills = Integer.parseInt(args[0]);
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        Path folder = Files.createTempDirectory("log-kills");
        Account account = run(folder, kills, seed, args.length > 2 ? args[2] : "always");
        System.exit(account.isRight() ? 0 : 1);
    }

    /** Runs it; gives the account. */
    static Account run(Path folder, int kills, long seed, String sync) throws Exception {
        System.out.println("LogKills " + kills + " " + seed + " " + sync + " in " + folder);
        try (LogKills run = new LogKills(folder, sync)) {
            run.run(kills, new Random(seed));
            System.out.println("kills " + kills + " · " + run.account);
            return run.account;
        }
    }

    private void run(int kills, Random random) throws Exception {
        start();
        for (int i = 0; i < READERS; i++) {
            String topic = "t" + i % TOPICS;
            int number = account.reader(topic);
            readers.add(thread("reader-" + i, () -> read(topic, number)));
        }
        for (int i = 0; i < PUBLISHERS; i++) {
            int number = i;
            publishers.add(thread("publisher-" + i, () -> publish("t" + number % TOPICS, number)));
        }
        for (int i = 1; i <= kills; i++) {
            Thread.sleep(100 + random.nextInt(700));
            server.kill();
            start();
            if (i % 50 == 0) {
                System.out.println("kills " + i + " · " + account);
            }
        }
        publishing = false;
        for (Thread publisher : publishers) {
            publisher.join();
        }
        account.awaitDelivery(30_000);
        if (server.stop() != 0) {
            throw new IllegalStateException("it did not stop in order: " + server.errors());
        }
        String state = Files.readString(folder.resolve("log").resolve("state.properties"));
        if (!state.contains("clean=true")) {
            throw new IllegalStateException("the log was not closed: " + state);
        }
    }

    private void start() throws IOException {
        server = new ServerProcess(
                List.of(),
                folder,
                "--port=" + port,
                "--data-dir=" + folder.resolve("log"),
                "--data-sync=" + sync,
                "--history-messages=1000000",
                "--history-bytes=256MiB",
                "--history-total=256MiB",
                "--history-age=2h");
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void publish(String topic, int publisher) {
        for (int i = 0; publishing; i++) {
            String text = publisher + "." + i;
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/t/" + topic))
                    .header("Idempotency-Key", text)
                    .header("Content-Type", "text/plain")
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofString(text))
                    .build();
            while (!publishedOnce(topic, text, request)) {
                pause();
            }
        }
    }

    private boolean publishedOnce(String topic, String text, HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            Matcher id = RESULT_ID.matcher(answer.body());
            if (answer.statusCode() / 100 != 2 || !id.find()) {
                return false;
            }
            account.acknowledged(topic, text, id.group(1));
            return true;
        } catch (IOException e) {
            return false; // the server was killed
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(String topic, int number) {
        String position = "all";
        while (reading) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/t/" + topic + "/json?since=" + position))
                    .build();
            try {
                InputStream body = http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        position = take(line, number, position);
                    }
                }
            } catch (IOException e) {
                // the server was killed
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    private String take(String line, int number, String position) {
        if (line.startsWith("{\"type\":\"message\"")) {
            String id = find(RESULT_ID, line);
            account.delivered(number, id, find(DATA, line));
            return id;
        }
        if (line.startsWith("{\"type\":\"reset\"")) {
            account.reset(number);
            return find(POSITION, line);
        }
        return position; // a blank line, or the beginning, which says nothing new
    }

    private static String find(Pattern pattern, String line) {
        Matcher found = pattern.matcher(line);
        if (!found.find()) {
            throw new IllegalStateException(line);
        }
        return found.group(1);
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        reading = false;
        publishing = false;
        readers.forEach(Thread::interrupt);
        server.close();
    }
}
