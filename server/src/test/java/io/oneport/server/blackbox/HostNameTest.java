package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.server.auth.HostNames;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server bound to a loopback address refuses names that a web page may have had resolved to it (DNS rebinding). */
class HostNameTest extends SharedServerTest {
    @Override
    String[] flags() {
        return new String[] {
            "--origin=https://app.example:8443", "--server-name=other.example,named.example,B\u00fccher.example."
        };
    }

    private int statusFor(Request request, String host) throws IOException {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(request.without("Host").with("Host: " + host));
            if (answer.status() == 403) {
                assertTrue(answer.text().contains("Host: " + host), answer::text);
                socket.expectEof();
            }
            return answer.status();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "EVIL.example.", "localhost.evil.example", "127.0.0.1.nip.io"})
    void aForeignNameWithOurPortIsRefusedOnEveryPath(String name) throws IOException {
        String host = name + ":" + port();
        assertEquals(403, statusFor(Request.get("/plaintext"), host));
        assertEquals(403, statusFor(Request.get("/nope"), host));
        assertEquals(403, statusFor(Request.get("/t/a"), host));
        assertEquals(
                403,
                statusFor(
                        Request.of("POST", "/t/a")
                                .with("Origin: http://" + host)
                                .body("x"),
                        host));
        assertEquals(403, statusFor(Request.upgrade("/echo").with("Origin: http://" + host), host));
        assertEquals(403, statusFor(Request.upgrade("/echo"), host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST.",
                "a.localhost:1",
                "127.0.0.1",
                "127.9.8.7:80",
                "[::1]",
                "[::1]:8080",
                "h",
                "oneport:8080",
                "10.0.0.1",
                "app.example",
                "App.Example.:1",
                "Named.Example",
                "named.example:443",
                "xn--bcher-kva.example",
                "XN--BCHER-KVA.example.:80"
            })
    void aNameThatNoStrangerOwnsIsAccepted(String host) throws IOException {
        assertEquals(200, statusFor(Request.get("/plaintext"), host));
        assertEquals(101, statusFor(Request.upgrade("/echo"), host));
    }

    /** A browser sends no port if it is 80: a proxy on this machine may pass that on, whoever the name belongs to. */
    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:80", "evil.example:443", "evil.example:8443", "evil.example:"})
    void aForeignNameIsRefusedWhateverItsPort(String host) throws IOException {
        assertEquals(403, statusFor(Request.get("/plaintext"), host));
    }

    /** Where Host and Origin are of one name, and of a port that only a proxy can have: no page reaches us so by itself. */
    @Test
    void aPageThatAProxyServesMayAskForItsOwnHost() throws IOException {
        try (TestServer server = TestServer.start()) {
            String port = ":" + server.port();
            for (String host : List.of("app.example", "app.example:443", "APP.example")) {
                assertEquals(101, upgrade(server, host, "Origin: https://app.example"));
                assertEquals(403, upgrade(server, host, "Origin: https://evil.example"));
                assertEquals(403, upgrade(server, host, "Origin: null"));
                assertEquals(403, upgrade(server, host, "Accept: */*"));
            }
            assertEquals(101, upgrade(server, "app.example:80", "Origin: http://app.example"));
            assertEquals(403, upgrade(server, "app.example:443", "Origin: http://app.example"));
            assertEquals(403, upgrade(server, "evil.example" + port, "Origin: http://evil.example" + port));
            assertEquals(403, upgrade(server, "evil.example:8443", "Origin: http://evil.example:8443"));
        }
    }

    @Test
    void notIfNamesAreListed() throws IOException {
        try (TestServer server = TestServer.start("--server-name=named.example")) {
            assertEquals(403, upgrade(server, "app.example", "Origin: https://app.example"));
            assertEquals(101, upgrade(server, "named.example", "Origin: https://named.example"));
        }
    }

    private static int upgrade(TestServer server, String host, String header) throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            Request request = Request.upgrade("/echo").without("Host").with("Host: " + host);
            return socket.ask(request.with(header)).status();
        }
    }

    @Test
    void aTrustedProxyKnowsItsNames() throws IOException {
        try (TestServer server = TestServer.start("--trusted-proxy=127.0.0.1");
                RawSocket socket = RawSocket.connect(server.port())) {
            Request request = Request.get("/plaintext").without("Host").with("Host: proxied.example");
            assertEquals(200, socket.ask(request).status());
        }
    }

    @Test
    void elsewhereAnyNameIsAcceptedUnlessSomeAreListed() {
        assertTrue(new HostNames(false, "0.0.0.0", Set.of()).accepts("evil.example", false));
        HostNames listed = new HostNames(true, "0.0.0.0", Set.of("app.example"));
        assertTrue(listed.accepts("app.example:8080", false));
        assertTrue(listed.accepts("192.0.2.1", false));
        assertFalse(listed.accepts("evil.example", false));
    }

    @Test
    void theTargetsAuthorityTakesTheHostsPlace() throws IOException {
        try (RawSocket socket = connect()) {
            assertEquals(
                    403,
                    socket.ask(Request.get("http://evil.example:" + port() + "/plaintext"))
                            .status());
        }
    }
}
