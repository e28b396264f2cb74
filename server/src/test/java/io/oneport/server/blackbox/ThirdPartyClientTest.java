package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own clients, which nobody here has written. */
class ThirdPartyClientTest extends SharedServerTest {
    private final HttpClient client = HttpClient.newHttpClient();

    /** Puts every event into a queue, as text. */
    private static final class Events implements WebSocket.Listener {
        private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            return append(webSocket, "text ", data, last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            return append(webSocket, "binary ", StandardCharsets.ISO_8859_1.decode(data), last);
        }

        private CompletionStage<?> append(WebSocket webSocket, String kind, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                queue.add(kind + message);
                message.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer data) {
            queue.add("pong " + StandardCharsets.ISO_8859_1.decode(data));
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            queue.add("close " + code);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            queue.add("error " + error);
        }

        String next() throws InterruptedException {
            return String.valueOf(queue.poll(10, TimeUnit.SECONDS));
        }
    }

    private WebSocket open(Events events) {
        return client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port() + "/echo"), events)
                .join();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private HttpResponse<String> ask(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void webSocketTextsBinariesAndFragments() throws Exception {
        Events events = new Events();
        WebSocket webSocket = open(events);
        webSocket.sendText("hello", true).join();
        assertEquals("text hello", events.next());
        webSocket.sendText("κόσ", false).join();
        webSocket.sendText("με", true).join();
        assertEquals("text κόσμε", events.next());
        webSocket.sendBinary(ByteBuffer.wrap(Bytes.latin1("\u00ff\0")), false).join();
        webSocket.sendBinary(ByteBuffer.wrap(Bytes.latin1("\u0080")), true).join();
        assertEquals("binary \u00ff\0\u0080", events.next());
        webSocket.sendText("a".repeat(65536), true).join();
        assertEquals("text " + "a".repeat(65536), events.next());
        webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
        assertEquals("close 1000", events.next());
    }

    @Test
    void webSocketPings() throws Exception {
        Events events = new Events();
        WebSocket webSocket = open(events);
        webSocket.sendPing(ByteBuffer.wrap(Bytes.latin1("one"))).join();
        webSocket.sendText("two", false).join();
        webSocket.sendPing(ByteBuffer.wrap(Bytes.letters(125))).join();
        webSocket.sendText(" three", true).join();
        assertEquals("pong one", events.next());
        assertEquals("pong " + new String(Bytes.letters(125), StandardCharsets.ISO_8859_1), events.next());
        assertEquals("text two three", events.next());
        webSocket.abort();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4999})
    void webSocketCloseCodesComeBack(int code) throws Exception {
        Events events = new Events();
        open(events).sendClose(code, "because").join();
        assertEquals("close " + code, events.next());
    }

    @Test
    void webSocketTooLongMessageIsClosedWith1009() throws Exception {
        Events events = new Events();
        open(events).sendText("a".repeat(65537), true);
        assertEquals("close 1009", events.next());
    }

    @Test
    void webSocketUpgradeThatIsRefusedShowsItsStatus() {
        CompletionException refused = assertThrows(
                CompletionException.class,
                () -> client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + port() + "/nope"), new Events())
                        .join());
        WebSocketHandshakeException cause = (WebSocketHandshakeException) refused.getCause();
        assertEquals(404, cause.getResponse().statusCode());
    }

    /** With HTTP_2 the client asks for h2c on every new connection, and must be content with HTTP/1.1. */
    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void httpRequestsOfEveryKind(HttpClient.Version version) throws Exception {
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> get = ask(
                    HttpRequest.newBuilder(uri("/plaintext")).version(version).build());
            assertEquals(200, get.statusCode());
            assertEquals("Hello, World!", get.body());
            assertEquals(HttpClient.Version.HTTP_1_1, get.version());
        }
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("GET /healthz HTTP/1.1\r\n\r\n");
        HttpResponse<String> post = ask(HttpRequest.newBuilder(uri("/plaintext"))
                .version(version)
                .POST(body)
                .build());
        assertEquals(405, post.statusCode());
        assertTrue(post.headers().firstValue("Allow").orElse("").contains("GET"));
        HttpResponse<String> head = ask(HttpRequest.newBuilder(uri("/plaintext"))
                .version(version)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(
                404,
                ask(HttpRequest.newBuilder(uri("/nope")).version(version).build())
                        .statusCode());
    }

    @Test
    void httpBodyThatIsTooLarge() throws Exception {
        HttpResponse<String> post = ask(HttpRequest.newBuilder(uri("/plaintext"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2 << 20]))
                .build());
        assertEquals(413, post.statusCode());
    }
}
