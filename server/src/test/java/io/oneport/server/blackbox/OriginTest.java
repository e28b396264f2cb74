package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
