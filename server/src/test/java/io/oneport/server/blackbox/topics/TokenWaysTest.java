package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a token may be, beside Authorization. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenWaysTest {
    private static final String TOKEN = Tokens.of("*", "*", Duration.ofHours(1), Tokens.SECRET);
    private static final String OTHER = Tokens.of("a.*", "a.*", Duration.ofHours(1), Tokens.SECRET);

    private TestServer server;
    private TestServer plain;

    @BeforeAll
    void start() {
        String key = "--jwt-key=" + Tokens.keyFile();
        server = TestServer.start(key, "--jwt-cookie=__Host-token", "--jwt-query=access");
        plain = TestServer.start(key);
    }

    @AfterAll
    void stop() {
        server.close();
        plain.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /ws    | oneport.v1.json, BEARER               | oneport.v1.json
            /ws    | BEARER, oneport.v1.json               | oneport.v1.json
            /ws    | BEARER                                |
            /t/a.b | oneport.v1.json, BEARER               | oneport.v1.json
            /t/a.b | oneport.v1.raw, BEARER                | oneport.v1.raw
            /t/a.b | BEARER                                |
            /t/a.b | BEARER, mqtt                          |
            """)
    void aSubprotocolHasTheTokenAndIsNeverSelected(String path, String offered, String selected) throws IOException {
        Request upgrade = Request.upgrade(path)
                .with("Sec-WebSocket-Protocol: " + offered.replace("BEARER", "oneport.bearer." + TOKEN));
        try (RawSocket socket = RawSocket.connect(server.port())) {
            HttpAnswer answer = socket.head(upgrade);
            assertEquals(101, answer.status(), answer::head);
            assertEquals(
                    selected, answer.has("Sec-WebSocket-Protocol") ? answer.header("Sec-WebSocket-Protocol") : null);
        }
    }

    @Test
    void aRefusedSubprotocolDoesNotShowTheToken() throws IOException {
        Request upgrade = Request.upgrade("/ws").with("Sec-WebSocket-Protocol: mqtt, oneport.bearer." + TOKEN);
        try (RawSocket socket = RawSocket.connect(server.port())) {
            HttpAnswer answer = socket.ask(upgrade);
            assertEquals(400, answer.status());
            assertTrue(answer.text().contains("mqtt"), answer.text());
            assertFalse(answer.text().contains("bearer"), answer.text());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadTokenInASubprotocolIsRefused(Way way) throws IOException {
        String bad = Tokens.of("*", "*", Duration.ofHours(1), Tokens.OTHER_SECRET);
        assertEquals(401, way.ask(server.port(), "a.b", "Sec-WebSocket-Protocol: oneport.bearer." + bad));
        assertEquals(200, way.ask(server.port(), "a.b", "Sec-WebSocket-Protocol: oneport.bearer." + TOKEN));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            GET     | -                         | -           | 200
            GET     | -                         | none        | 200
            GET     | -                         | same-origin | 200
            GET     | -                         | same-site   | 403
            GET     | -                         | cross-site  | 403
            GET     | http://localhost          | -           | 200
            GET     | https://localhost         | same-origin | 200
            GET     | https://evil.example      | -           | 403
            GET     | null                      | -           | 403
            HEAD    | -                         | -           | 200
            POST    | -                         | -           | 401
            POST    | -                         | none        | 401
            POST    | -                         | same-origin | 201
            POST    | http://localhost          | -           | 201
            POST    | http://localhost          | cross-site  | 401
            UPGRADE | -                         | -           | 401
            UPGRADE | http://localhost          | -           | 101
            """)
    void aCookieCountsOnRequestsOfOwnPagesOnly(String method, String origin, String site, int status)
            throws IOException {
        Request request = method.equals("UPGRADE") ? Request.upgrade("/t/a.b") : Request.of(method, "/t/a.b");
        request.with("Cookie: theme=dark; __Host-token=" + TOKEN + "; other=1");
        if (origin != null) {
            request.with("Origin: " + origin);
        }
        if (site != null) {
            request.with("Sec-Fetch-Site: " + site);
        }
        if (method.equals("POST")) {
            request.body("x");
        }
        try (RawSocket socket = RawSocket.connect(server.port())) {
            assertEquals(status, socket.head(request).status());
        }
        try (RawSocket socket = RawSocket.connect(plain.port())) {
            assertEquals(status == 403 ? 403 : 401, socket.head(request).status(), "without jwt-cookie");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/t/a.b?access=TOKEN, 200",
        "/t/a.b?since=all&access=TOKEN&limit=3, 200",
        "/t/a.b/sse?access=TOKEN, 200",
        "/t/a.b/raw?access=TOKEN&since=all, 200",
        "/t/a.b?access=, 401",
        "/t/a.b?acces=TOKEN, 401",
        "/t/a.b?access=TOKEN&sinse=all, 400",
        "/t/a.b?access=OTHER&access=OTHER, 200"
    })
    void aQueryParameterIsTakenBySettingOnly(String target, int status) throws IOException {
        String asked = target.replace("TOKEN", TOKEN).replace("OTHER", OTHER);
        try (RawSocket socket = RawSocket.connect(server.port())) {
            assertEquals(status, socket.head(Request.get(asked)).status());
        }
        try (RawSocket socket = RawSocket.connect(plain.port())) {
            assertEquals(401, socket.head(Request.get(asked)).status());
        }
    }

    @Test
    void aTokenOfTheQueryIsNotInTheLedger() throws IOException {
        try (RawSocket stream = RawSocket.connect(server.port());
                RawSocket socket = RawSocket.connect(server.port())) {
            stream.head(Request.get("/t/a.b/sse?access=" + TOKEN));
            socket.head(Request.upgrade("/t/a.b?access=" + TOKEN));
            try (RawSocket admin = RawSocket.connect(server.port())) {
                String ledger = admin.ask(Request.get("/admin/sockets")).text();
                assertFalse(ledger.contains("access"), ledger);
                assertFalse(ledger.contains(TOKEN.substring(0, 12)), ledger);
            }
        }
    }

    @Test
    void twoDifferentTokensInTwoPlacesAreOneTooMany() throws IOException {
        for (Request request : new Request[] {
            Request.get("/t/a.b?access=" + TOKEN).with("Authorization: Bearer " + OTHER),
            Request.get("/t/a.b").with("Cookie: __Host-token=" + TOKEN + "; __Host-token=" + OTHER),
            Request.get("/t/a.b").with("Cookie: __Host-token=" + TOKEN).with("Authorization: Bearer " + OTHER),
            Request.upgrade("/ws").with("Sec-WebSocket-Protocol: oneport.bearer." + TOKEN + ", oneport.bearer." + OTHER)
        }) {
            try (RawSocket socket = RawSocket.connect(server.port())) {
                HttpAnswer answer = socket.ask(request);
                assertEquals(400, answer.status());
                assertFalse(answer.text().contains(TOKEN.substring(0, 12)), answer.text());
            }
        }
    }

    @Test
    void aRawSocketThatHasASubprotocolIsStillRaw() throws IOException {
        Request upgrade =
                Request.upgrade("/t/raw").with("Sec-WebSocket-Protocol: oneport.v1.raw, oneport.bearer." + TOKEN);
        try (RawSocket socket = RawSocket.connect(server.port())) {
            assertEquals(101, socket.head(upgrade).status());
            socket.send(Frames.text("hello"));
            assertEquals("hello", socket.message().text());
        }
    }
}
