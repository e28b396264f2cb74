package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import io.oneport.server.api.WebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the table of routes answers, and what a filter changes about it. */
class RouterTest {
    private static final Filter NOBODY = request -> new Admission.Denied(Problem.of(Status.FORBIDDEN, "nobody may"));

    private static final class TakesFour implements Endpoint {
        private Exchange last;

        @Override
        public void handle(Exchange exchange) {
            last = exchange;
            exchange.answer(Response.text(exchange.request().body().length + " bytes"));
        }

        @Override
        public int bodyLimit() {
            return 4;
        }

        @Override
        public String bodyLimitSetting() {
            return "max-four";
        }
    }

    private final TakesFour takesFour = new TakesFour();

    private final HttpChannel http = HttpChannel.serving(
            Route.get("/a", exchange -> exchange.answer(Response.text("a"))),
            Route.post("/a", takesFour),
            Route.get("/fails", exchange -> {
                throw new IllegalArgumentException("it is wrong");
            }),
            Route.get("/fails/mutely", exchange -> {
                throw new IllegalArgumentException();
            }),
            Route.webSocket("/ws", (socket, opening) -> WebSocket::send),
            Route.get("/both", exchange -> exchange.answer(Response.text("both"))),
            Route.webSocket("/both", (socket, opening) -> WebSocket::send),
            Route.post("/denied", takesFour).with(NOBODY),
            Route.get("/denied", exchange -> exchange.answer(Response.text("open"))));

    @ParameterizedTest
    @CsvSource({
        "GET /a, 200, ''",
        "HEAD /a, 200, ''",
        "OPTIONS /a, 204, 'GET, HEAD, OPTIONS, POST'",
        "DELETE /a, 405, 'GET, HEAD, OPTIONS, POST'",
        "GET /none, 404, ''",
        "POST /none, 404, ''",
        "OPTIONS *, 204, 'GET, HEAD, OPTIONS'",
        "GET /ws, 426, ''",
        "HEAD /ws, 426, ''",
        "POST /ws, 405, 'GET, HEAD, OPTIONS'",
        "OPTIONS /ws, 204, 'GET, HEAD, OPTIONS'",
        "GET /both, 200, ''",
        "GET /fails, 400, ''",
        "GET /denied, 200, ''",
        "POST /denied, 403, ''",
        "PUT /denied, 405, 'GET, HEAD, OPTIONS, POST'",
    })
    void theTableSaysWhatIsAnswered(String request, int status, String allow) {
        String answer = http.ask("", request + " HTTP/1.1");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertEquals(!allow.isEmpty(), answer.contains("allow: "), answer);
        assertTrue(allow.isEmpty() || answer.contains("\r\nallow: " + allow + "\r\n"), answer);
        http.close();
    }

    @Test
    void aRefusalSaysSomethingEvenIfTheEndpointDoesNot() {
        String answer = http.ask("", "GET /fails/mutely HTTP/1.1");
        assertTrue(answer.contains("\"detail\":\"The request is not as this path expects it.\""), answer);
        http.close();
    }

    @Test
    void aWebSocketAloneAsksForTheUpgradeByName() {
        String answer = http.ask("", "GET /ws HTTP/1.1");
        assertTrue(answer.contains("\r\nupgrade: websocket\r\n"), answer);
        assertTrue(answer.contains("\r\nconnection: upgrade\r\n"), answer);
        assertTrue(answer.contains("/ws is a WebSocket"), answer);
        http.close();
    }

    @Test
    void aRouteWithAFilterKeepsItsBodyLimit() {
        assertTrue(http.ask("1234", "POST /a HTTP/1.1", "Content-Length: 4").endsWith("4 bytes"));
        String denied = http.ask("1234", "POST /denied HTTP/1.1", "Content-Length: 4");
        assertTrue(denied.startsWith("HTTP/1.1 403 ") && denied.contains("nobody may"), denied);
        String tooLong = http.ask("", "POST /denied HTTP/1.1", "Content-Length: 5");
        assertTrue(tooLong.startsWith("HTTP/1.1 413 ") && tooLong.contains("max-four"), tooLong);
        http.close();
    }

    /** The connection keeps its last request while it is idle. */
    @Test
    void theBodyIsForgottenOnceItIsAnswered() {
        assertTrue(http.ask("1234", "POST /a HTTP/1.1", "Content-Length: 4").endsWith("4 bytes"));
        assertEquals(0, takesFour.last.request().body().length);
        http.close();
    }

    @Test
    void whoIsDeniedNeedNotSendTheBody() {
        String answer = http.ask("", "POST /denied HTTP/1.1", "Content-Length: 4", "Expect: 100-continue");
        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        assertTrue(answer.contains("connection: close\r\n"), answer);
        http.close();
    }
}
