package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.auth.Origins;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may open a WebSocket: those of the same origin, those listed, and clients that are no browser. */
class OriginTest extends SharedServerTest {
    @Override
    String[] flags() {
        return new String[] {"--origin=https://app.example", "--origin=http://other.example:8000"};
    }

    private int statusFor(Request request) throws IOException {
        try (RawSocket socket = connect()) {
            return socket.ask(request).status();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example, 101",
        "http://other.example:8000, 101",
        "http://app.example, 403",
        "https://app.example:444, 403",
        "https://sub.app.example, 403",
        "https://app.example.evil.example, 403",
        "http://other.example, 403",
        "null, 403"
    })
    void onlyListedOriginsMayCross(String origin, int status) throws IOException {
        assertEquals(status, statusFor(Request.upgrade("/echo").with("Origin: " + origin)));
    }

    /** What browsers send for a host that is written in another form in the settings. */
    @ParameterizedTest
    @CsvSource({
        "https://b\u00fccher.example, https://xn--bcher-kva.example",
        "HTTPS://B\u00dcCHER.example:443, https://xn--bcher-kva.example",
        "https://xn--bcher-kva.example, https://xn--bcher-kva.example",
        "'http://[0:0:0:0:0:0:0:1]:080', 'http://[::1]'",
        "http://[2001:DB8::0:1]:8080, http://[2001:db8::1]:8080",
        "http://[::ffff:127.0.0.1], http://[::ffff:7f00:1]",
        "http://a.example:0080, http://a.example"
    })
    void hostsAreComparedInOneForm(String listed, String sent) {
        assertTrue(new Origins(List.of(listed)).listsExactly(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://*.example.com",
                "https://a*",
                "https://a.example:65536",
                "https://a.example:0",
                "https://ex%61mple.com",
                "http://[::1%25lo]",
                "http://[::g]",
                "http://[::1]x",
                "https://stra\u00dfe.example",
                "https://a b"
            })
    void whatNoPageCanHaveAsItsOriginIsRefused(String listed) {
        assertThrows(IllegalArgumentException.class, () -> new Origins(List.of(listed)));
    }

    @Test
    void theSameOriginMayAlways() throws IOException {
        String authority = "127.0.0.1:" + port();
        assertEquals(
                101,
                statusFor(Request.upgrade("/echo")
                        .without("Host")
                        .with("Host: " + authority)
                        .with("Origin: http://" + authority)));
    }

    @Test
    void aHostWithoutPortMeansPort80() throws IOException {
        assertEquals(101, statusFor(Request.upgrade("/echo").with("Origin: http://localhost")));
        assertEquals(403, statusFor(Request.upgrade("/echo").with("Origin: http://localhost:" + port())));
    }

    @ParameterizedTest
    @CsvSource({
        "app.example:443, https://app.example, 101",
        "app.example:80, http://app.example, 101",
        "app.example, https://app.example:443, 101",
        "APP.example, https://app.EXAMPLE, 101",
        "app.example:8443, https://app.example:9443, 403",
        "app.example:443, http://app.example, 403",
        "app.example:443, https://evil.example, 403",
        "app, ftp://app, 403",
        "app, app, 403",
        "app, https://app/, 403"
    })
    void aDefaultPortIsNoDifference(String host, String origin, int status) throws IOException {
        assertEquals(
                status,
                statusFor(Request.upgrade("/echo")
                        .without("Host")
                        .with("Host: " + host)
                        .with("Origin: " + origin)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/", "https://a.example/x", "ftp://a.example", "a.example", "https://a:b"})
    void aListedOriginMustBeOne(String origin) {
        String refused = assertThrows(IllegalArgumentException.class, () -> new Origins(List.of(origin)))
                .getMessage();
        assertTrue(refused.contains(origin), refused);
    }

    /** Pages of apps and browser extensions, and programs that send what such a page would. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file://",
                "capacitor://localhost",
                "app://-",
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                "moz-extension://0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
                "tauri://localhost:1420"
            })
    void anOriginThatIsNotOfTheWebMayBeListed(String origin) {
        Origins origins = new Origins(List.of(origin));
        assertTrue(origins.lists(origin));
        assertTrue(origins.listsExactly(origin));
        assertFalse(origins.lists(origin + "x/"));
        assertFalse(origins.lists("https://localhost"));
        assertFalse(Origins.OWN.allows(origin, "localhost", null));
        assertEquals(Set.of(), origins.hosts());
    }

    @Test
    void aListedOriginIsComparedAsOne() {
        Origins origins = new Origins(List.of("HTTPS://App.example:443", "null"));
        assertTrue(origins.lists("https://app.example"));
        assertTrue(origins.lists("null"));
        assertFalse(origins.lists("http://app.example"));
        assertFalse(new Origins(List.of("https://app.example")).lists("null"));
    }

    @Test
    void aClientWithoutOriginMay() throws IOException {
        assertEquals(101, statusFor(Request.upgrade("/echo")));
    }

    @Test
    void twoOriginsAreRefused() throws IOException {
        int status = statusFor(
                Request.upgrade("/echo").with("Origin: https://app.example").with("Origin: http://evil.example"));
        assertEquals(true, status == 403 || status == 400, "status " + status);
    }

    @Test
    void aPlainGetFromAnotherOriginIsStillHttp() throws IOException {
        assertEquals(200, statusFor(Request.get("/plaintext").with("Origin: http://evil.example")));
    }
}
