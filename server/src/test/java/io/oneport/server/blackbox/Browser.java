package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.topics.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A Chromium without a window, driven through its DevTools protocol: one page, and scripts that are run in it. */
final class Browser implements AutoCloseable {
    static final String PROGRAM = "chromium";

    private final Process process;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<Json>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final WebSocket page;
    private int calls;

    /**
     * Starts it, with a page of the given size in pixels.
     *
     * @param folder where it keeps its files
     */
    Browser(Path folder, int width, int height) throws Exception {
        log = folder.resolve("browser.log");
        Path profile = folder.resolve("profile");
        process = new ProcessBuilder(
                        PROGRAM,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-proxy-server",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--window-size=" + width + "," + height,
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        WebSocket opened = null;
        try {
            opened = open(port(profile.resolve("DevToolsActivePort")));
        } finally {
            if (opened == null) {
                close();
            }
        }
        page = opened;
        call("Runtime.enable", "{}");
        call("Log.enable", "{}");
    }

    /** The browser writes it once it listens. */
    private int port(Path file) throws IOException, InterruptedException {
        while (!Files.exists(file) || Files.readString(file).isBlank()) {
            assertTrue(process.isAlive(), () -> "the browser has ended; see " + log);
            Thread.sleep(20);
        }
        return Integer.parseInt(Files.readAllLines(file).get(0));
    }

    private WebSocket open(int port) throws Exception {
        HttpRequest pages = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json"))
                .build();
        String list = http.send(pages, HttpResponse.BodyHandlers.ofString()).body();
        for (Json each : Json.read("{\"pages\":" + list + "}").list("pages")) {
            if (each.get("type").equals("page")) {
                URI uri = URI.create(each.get("webSocketDebuggerUrl"));
                return http.newWebSocketBuilder()
                        .buildAsync(uri, new Messages())
                        .get(30, TimeUnit.SECONDS);
            }
        }
        throw new AssertionError("no page: " + list);
    }

    private Json call(String method, String parameters) throws Exception {
        int id = ++calls;
        CompletableFuture<Json> answer = new CompletableFuture<>();
        answers.put(id, answer);
        page.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .get(30, TimeUnit.SECONDS);
        return answer.get(60, TimeUnit.SECONDS);
    }

    /** Goes to a page. */
    void go(String url) throws Exception {
        call("Page.navigate", "{\"url\":" + quoted(url) + "}");
    }

    /** Has pages see a preference: {@code light} or {@code dark}. */
    void colors(String scheme) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]}");
    }

    /** Sets the size of the page, in pixels. */
    void resize(int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":" + (width < 500)
                        + "}");
    }

    /** Presses and releases a key: one that types a character, or {@code Tab}. */
    void key(String key) throws Exception {
        String text = key.length() == 1 ? ",\"text\":" + quoted(key) : "";
        call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\",\"key\":" + quoted(key) + text + "}");
        call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\",\"key\":" + quoted(key) + "}");
    }

    /** Writes what the page looks like, as PNG. */
    void screenshot(Path file) throws Exception {
        Json result = object(call("Page.captureScreenshot", "{}"), "result");
        Files.write(file, java.util.Base64.getDecoder().decode(result.get("data")));
    }

    /** The value of a JavaScript expression, as text. */
    String value(String expression) throws Exception {
        Json result = object(
                call(
                        "Runtime.evaluate",
                        "{\"returnByValue\":true,\"awaitPromise\":true,\"expression\":" + quoted(expression) + "}"),
                "result");
        assertFalse(result.has("exceptionDetails"), () -> expression + ": " + result);
        String value = object(result, "result").get("value");
        return value == null ? "" : value;
    }

    private static Json object(Json json, String member) {
        return (Json) json.members().get(member);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** Waits until an expression is true; the test's own timeout is the limit. */
    void await(String expression) throws Exception {
        while (!value("Boolean(" + expression + ")").equals("true")) {
            Thread.sleep(50);
        }
    }

    /** Fails if the page has written an error or a warning to the console. */
    void assertQuiet() {
        synchronized (complaints) {
            assertEquals(List.of(), complaints);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(Json.read(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private void take(Json message) {
            if (message.has("id")) {
                answers.remove((int) message.number("id")).complete(message);
            } else if (isComplaint(message)) {
                synchronized (complaints) {
                    complaints.add(message.toString());
                }
            }
        }

        private static boolean isComplaint(Json message) {
            return switch (message.get("method")) {
                case "Runtime.exceptionThrown" -> true;
                case "Log.entryAdded" ->
                    !object(object(message, "params"), "entry").get("level").equals("verbose");
                default -> false;
            };
        }
    }
}
