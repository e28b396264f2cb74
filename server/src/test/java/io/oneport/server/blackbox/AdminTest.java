package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in to {@code /admin}: who shows the token; at a port of its own also who sits at the machine. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminTest {
    private static final String TOKEN = TestServer.ADMIN_TOKEN;

    private final TestServer server = TestServer.start();
    private final TestServer ownPort = TestServer.start("--admin-port=0");

    @AfterAll
    void stop() {
        server.close();
        ownPort.close();
    }

    private static Request bare(String method, String path) {
        return Request.of(method, path).without("Authorization");
    }

    private static int status(int port, Request request) throws IOException {
        try (RawSocket socket = RawSocket.connect(port)) {
            HttpAnswer answer = socket.ask(request);
            if (answer.status() == 401) {
                assertEquals("Bearer realm=\"oneport admin\"", answer.header("WWW-Authenticate"));
                assertTrue(answer.text().contains("admin-token-file"), answer.text());
            }
            return answer.status();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /admin/sockets/0",
                "DELETE /admin/sockets/0",
                "GET /admin/nodes",
                "GET /admin/live",
                "GET /admin/topics/a",
                "GET /admin/log-level"
            })
    void aParameterThatMeansNothingIsRefused(String request) throws Exception {
        String[] parts = request.split(" ");
        try (RawSocket socket = RawSocket.connect(server.port())) {
            HttpAnswer answer = socket.ask(Request.of(parts[0], parts[1] + "?over=1s"));
            assertEquals(400, answer.status(), answer::text);
            assertTrue(answer.text().contains("parameter: over (expected: none"), answer::text);
        }
    }

    @Test
    void thePublicPortAsksForTheTokenEvenOnLoopback() throws IOException {
        for (Request request : List.of(
                bare("GET", "/admin/sockets"),
                bare("GET", "/admin/sockets/0"),
                bare("DELETE", "/admin/sockets/0"),
                bare("GET", "/metrics"))) {
            assertEquals(401, status(server.port(), request), request::toString);
        }
        assertEquals(200, status(server.port(), Request.get("/admin/sockets")));
        assertEquals(404, status(server.port(), Request.of("DELETE", "/admin/sockets/99999")));
    }

    /** What nginx sends with nothing but proxy_pass http://127.0.0.1:PORT; as HTTP/1.0, so its answer is the last. */
    @Test
    void whatNginxSendsByDefaultIsNotLetIn() throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            socket.send(Request.line("DELETE /admin/sockets/0 HTTP/1.0")
                    .with("Host: 127.0.0.1:" + server.port())
                    .with("Connection: close")
                    .bytes());
            assertEquals(401, socket.answer().status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer x",
                "Bearer " + TOKEN + "x",
                "Bearer token-of-the-tests-012345678",
                "Bearer TOKEN-OF-THE-TESTS-0123456789",
                "Basic " + TOKEN,
                TOKEN,
                "Bearer\t" + TOKEN
            })
    void anotherTokenIsRefused(String authorization) throws IOException {
        assertEquals(401, status(server.port(), bare("GET", "/admin/sockets").with("Authorization: " + authorization)));
    }

    @Test
    void theSchemeIsInAnyCaseAndGivenOnce() throws IOException {
        assertEquals(200, status(server.port(), bare("GET", "/metrics").with("Authorization: bearer  " + TOKEN)));
        assertEquals(401, status(server.port(), Request.get("/metrics").with("Authorization: Bearer " + TOKEN)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void noPageOfAnotherOriginIsLetIn(String sign) throws IOException {
        assertEquals(
                403,
                status(
                        server.port(),
                        Request.of("DELETE", "/admin/sockets/99999").with(sign)));
        assertEquals(
                403,
                status(
                        ownPort.adminPort(),
                        bare("DELETE", "/admin/sockets/99999").with(sign)));
    }

    @Test
    void theLandingPageMayAsk() throws IOException {
        String origin = "Origin: http://localhost";
        assertEquals(
                200,
                status(server.port(), Request.get("/admin/sockets").with(origin).with("Sec-Fetch-Site: same-origin")));
    }

    @Test
    void withAPortOfItsOwnItIsNotOnThePublicOne() throws IOException {
        for (String path : List.of("/admin/sockets", "/admin/sockets/0", "/metrics")) {
            assertEquals(404, status(ownPort.port(), Request.get(path)));
        }
        assertEquals(404, status(ownPort.adminPort(), Request.get("/t/a")));
        assertEquals(404, status(ownPort.adminPort(), Request.upgrade("/echo")));
    }

    @Test
    void straightFromTheMachineNoTokenIsNeededThere() throws IOException {
        assertEquals(200, status(ownPort.adminPort(), bare("GET", "/admin/sockets")));
        assertEquals(200, status(ownPort.adminPort(), bare("GET", "/metrics")));
        assertEquals(404, status(ownPort.adminPort(), bare("DELETE", "/admin/sockets/99999")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Host: localhost",
                "X-Forwarded-Proto: http",
                "X-Real-IP: 127.0.0.1",
                "Forwarded: for=127.0.0.1",
                "Via: 1.1 proxy",
                "CF-Connecting-IP: 127.0.0.1",
                "True-Client-IP: 127.0.0.1",
                "X-FORWARDED-CLIENT-CERT: Hash=0",
                "X-Forwarded-User: operator",
                "X-Original-URI: /admin/sockets",
                "X-NginX-Proxy: true",
                "X-Scheme: https",
                "X-Remote-Addr: 127.0.0.1",
                "Client-IP: 127.0.0.1",
                "WL-Proxy-Client-IP: 127.0.0.1",
                "X-Amz-Cf-Id: x",
                "Fastly-SSL: 1",
                "CF-Visitor: {}"
            })
    void withAnySignOfAProxyItIs(String sign) throws IOException {
        assertEquals(
                401, status(ownPort.adminPort(), bare("GET", "/admin/sockets").with(sign)));
        assertEquals(
                200, status(ownPort.adminPort(), Request.get("/admin/sockets").with(sign)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"machine", "10.0.0.1", "[2001:db8::1]"})
    void withAHostThatIsNoLoopbackNameItIs(String host) throws IOException {
        assertEquals(
                401,
                status(
                        ownPort.adminPort(),
                        bare("GET", "/admin/sockets").without("Host").with("Host: " + host)));
    }

    @Test
    void aDoorBoundEverywhereIsOpenToTheMachineOnly() throws IOException {
        try (TestServer everywhere = TestServer.start("--admin-port=0", "--admin-host=0.0.0.0")) {
            assertEquals(200, status(everywhere.adminPort(), bare("GET", "/admin/sockets")));
            assertEquals(200, status(everywhere.adminPort(), Request.get("/admin/sockets")));
        }
    }
}
