package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client that most people will try first; skipped where it isn't installed. */
class CurlTest extends SharedServerTest {
    private static final String STATUS_AND_CONNECTS = " %{http_code} %{num_connects}\\n";

    @BeforeEach
    void needsCurl() {
        Needs.program("curl", "curl");
    }

    @Override
    String[] flags() {
        return new String[] {"--max-body=4KiB"};
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Runs curl, which must succeed; returns all that it wrote to standard output. */
    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + " says " + output);
        return output;
    }

    @Test
    void get() throws Exception {
        assertEquals("Hello, World!", curl(url("/plaintext")));
    }

    @Test
    void twoGetsShareAConnection() throws Exception {
        assertEquals(
                "Hello, World! 200 1\nHello, World! 200 0\n",
                curl("-w", STATUS_AND_CONNECTS, url("/plaintext"), url("/plaintext")));
    }

    @Test
    void head() throws Exception {
        String output = curl("-I", url("/plaintext"));
        assertTrue(output.startsWith("HTTP/1.1 200 OK\r\n"), output);
        assertTrue(output.toLowerCase().contains("content-length: 13\r\n"), output);
        assertTrue(output.endsWith("\r\n\r\n"), output);
    }

    @Test
    void postIsNotAllowedAndTheConnectionGoesOn() throws Exception {
        String output = curl(
                "-o",
                "/dev/null",
                "-w",
                STATUS_AND_CONNECTS,
                "-d",
                "a=b",
                url("/plaintext"), //
                "--next",
                "-sS",
                "-w",
                STATUS_AND_CONNECTS,
                url("/plaintext"));
        assertEquals(" 405 1\nHello, World! 200 0\n", output);
    }

    @Test
    void http10() throws Exception {
        assertEquals("Hello, World! 200 1\n", curl("--http1.0", "-w", STATUS_AND_CONNECTS, url("/plaintext")));
    }

    @Test
    void expectContinueWithABody() throws Exception {
        String output = curl(
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "-H",
                "Expect: 100-continue",
                "-d",
                "hello",
                url("/plaintext"));
        assertEquals("405", output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Expect: 100-continue", "Expect:"})
    void aBodyThatIsTooLarge(String expect) throws Exception {
        String body = "a".repeat(5000);
        assertEquals("413", curl("-o", "/dev/null", "-w", "%{http_code}", "-H", expect, "-d", body, url("/plaintext")));
    }

    @Test
    void anUpgradeToH2cIsIgnored() throws Exception {
        assertEquals(
                "Hello, World! 200 1\n",
                curl("-w", STATUS_AND_CONNECTS, "-H", "Connection: Upgrade", "-H", "Upgrade: h2c", url("/plaintext")));
        assertEquals("Hello, World! 200 1\n", curl("--http2", "-w", STATUS_AND_CONNECTS, url("/plaintext")));
    }

    @Test
    void aPlainGetOfAWebSocketSaysWhatToDo() throws Exception {
        String output = curl("-i", url("/echo"));
        assertTrue(output.startsWith("HTTP/1.1 426 "), output);
        assertTrue(output.toLowerCase().contains("upgrade: websocket\r\n"), output);
    }
}
