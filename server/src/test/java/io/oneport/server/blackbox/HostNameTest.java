package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.auth.HostNames;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server bound to a loopback address refuses names that a web page may have had resolved to it (DNS rebinding). */
class HostNameTest extends SharedServerTest {
    @Override
    String[] flags() {
        return new String[] {"--origin=https://app.example:8443"};
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
                "proxied.example",
                "proxied.example:80",
                "proxied.example:443",
                "proxied.example:"
            })
    void aNameThatNoStrangerOwnsIsAccepted(String host) throws IOException {
        assertEquals(200, statusFor(Request.get("/plaintext"), host));
        assertEquals(101, statusFor(Request.upgrade("/echo"), host));
    }

    @Test
    void aForeignNameWithAnotherPortIsRefused() throws IOException {
        assertEquals(403, statusFor(Request.get("/plaintext"), "evil.example:8443"));
    }

    @Test
    void aDefaultPortIsNoProxysWhereTheServerListens() {
        HostNames hosts = new HostNames(true, "127.0.0.1", Set.of());
        assertFalse(hosts.accepts("evil.example", 80));
        assertFalse(hosts.accepts("evil.example:80", 80));
        assertFalse(hosts.accepts("evil.example", 443));
        assertTrue(hosts.accepts("evil.example:443", 80));
        assertTrue(new HostNames(false, "0.0.0.0", Set.of()).accepts("evil.example", 80));
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
