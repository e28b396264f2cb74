package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.api.Response;
import io.oneport.server.api.ResponseBody;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Responses as bytes of HTTP/1.1. */
class ResponseWriterTest {
    private static final String HELLO =
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 5\r\n";

    private final HttpChannel http = HttpChannel.serving(
            Route.get("/hello", fixed(Response.text("hello"))::answer),
            Route.get("/none", fixed(Response.noContent(Map.of("allow", "GET")))::answer),
            Route.get("/long", fixed(Response.of(Status.OK, "a/b", new byte[20_000], Map.of()))::answer),
            Route.get(
                    "/upgrade",
                    fixed(Response.of(Status.UPGRADE_REQUIRED, "a/b", new byte[0], Map.of("upgrade", "x")))::answer),
            Route.get("/parts", exchange -> {
                ResponseBody body = exchange.answerInParts(Response.head("a/b", Map.of()));
                body.write("one".getBytes(StandardCharsets.US_ASCII));
                body.write(new byte[0]);
                body.write("a part of 26 characters ..".getBytes(StandardCharsets.US_ASCII));
                body.end();
            }));

    private record Fixed(Response response) {
        void answer(io.oneport.server.api.Exchange exchange) {
            exchange.answer(response);
        }
    }

    private static Fixed fixed(Response response) {
        return new Fixed(response);
    }

    @Test
    void whetherTheConnectionGoesOnIsSaidWhereItIsNotTheDefault() {
        assertEquals(HELLO + "\r\nhello", http.ask("", "GET /hello HTTP/1.1"));
        assertEquals(
                HELLO + "connection: keep-alive\r\n\r\nhello",
                http.ask("", "GET /hello HTTP/1.0", "Connection: keep-alive"));
        assertEquals(
                HELLO + "connection: close\r\n\r\nhello", http.ask("", "GET /hello HTTP/1.1", "Connection: close"));
        http.close();
    }

    @Test
    void theSameResponseIsTheSameHoweverOftenItIsGiven() {
        String request = "GET /hello HTTP/1.1\r\nHost: here\r\n\r\n";
        assertEquals((HELLO + "\r\nhello").repeat(5), http.send(request.repeat(5)));
        http.close();
    }

    @Test
    void aHeadHasTheLengthAndNotTheBody() {
        assertEquals(HELLO + "\r\n", http.ask("", "HEAD /hello HTTP/1.1"));
        assertTrue(http.ask("", "HEAD /long HTTP/1.1").endsWith("content-length: 20000\r\n\r\n"));
        http.close();
    }

    @Test
    void noContentHasNoLength() {
        assertEquals("HTTP/1.1 204 No Content\r\nallow: GET\r\n\r\n", http.ask("", "GET /none HTTP/1.1"));
        http.close();
    }

    @Test
    void anUpgradeHeaderIsAnOptionOfTheConnection() {
        assertEquals(
                "HTTP/1.1 426 Upgrade Required\r\ncontent-type: a/b\r\nupgrade: x\r\nconnection: upgrade\r\n"
                        + "content-length: 0\r\n\r\n",
                http.ask("", "GET /upgrade HTTP/1.1"));
        http.close();
    }

    @Test
    void aBodyInPartsIsChunked() {
        String head = "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ntransfer-encoding: chunked\r\n\r\n";
        assertEquals(
                head + "3\r\none\r\n1a\r\na part of 26 characters ..\r\n0\r\n\r\n",
                http.ask("", "GET /parts HTTP/1.1"));
        assertEquals(head, http.ask("", "HEAD /parts HTTP/1.1"));
        http.close();
    }

    @Test
    void toHttp10ABodyInPartsEndsWithTheConnection() {
        assertEquals(
                "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\nconnection: close\r\n\r\nonea part of 26 characters ..",
                http.ask("", "GET /parts HTTP/1.0", "Connection: keep-alive"));
        http.close();
    }

    @Test
    void aHeaderCannotEndItself() {
        Map<String, String> split = Map.of("x", "a\r\nset-cookie: b");
        assertThrows(IllegalArgumentException.class, () -> Response.noContent(split));
    }
}
