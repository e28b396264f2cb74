package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthCommandTest {
    private static String health(Map<String, String> environment, String... settings) throws Exception {
        String[] args = new String[settings.length + 1];
        args[0] = "health";
        System.arraycopy(settings, 0, args, 1, settings.length);
        assertTrue(HealthCommand.isMeant(args));
        return HealthCommand.run(args, environment).strip();
    }

    @Test
    void theServersOwnSettingsSayWhereToAsk() throws Exception {
        String proxy = "--trusted-proxy=127.0.0.1";
        try (TestServer server = TestServer.start();
                TestServer behindProxies = TestServer.start("--proxy-protocol=on", proxy)) {
            assertEquals("HTTP/1.1 200 OK", health(Map.of(), "--port=" + server.port()));
            Map<String, String> environment =
                    Map.of("ONEPORT_HOST", "0.0.0.0", "ONEPORT_PORT", String.valueOf(server.port()));
            assertEquals("HTTP/1.1 200 OK", health(environment));
            assertEquals(
                    "HTTP/1.1 200 OK",
                    health(Map.of(), "--proxy-protocol=on", proxy, "--port=" + behindProxies.port()));
        }
    }

    @Test
    void aServerThatIsFullIsAlive() throws Exception {
        try (TestServer server = TestServer.start("--max-sockets=1");
                java.net.Socket other = new java.net.Socket("127.0.0.1", server.port())) {
            other.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            assertTrue(other.getInputStream().read() > 0);
            assertEquals("HTTP/1.1 503 Service Unavailable", health(Map.of(), "--port=" + server.port()));
        }
    }

    @Test
    void whatDoesNotAnswerIsReported() throws Exception {
        int port;
        try (TestServer server = TestServer.start()) {
            port = server.port();
        }
        IOException none = assertThrows(IOException.class, () -> health(Map.of(), "--port=" + port));
        assertTrue(
                none.getMessage().startsWith("http://127.0.0.1:" + port + "/healthz: no answer: "), none.getMessage());
        UsageException any = assertThrows(UsageException.class, () -> health(Map.of(), "--port=0"));
        assertEquals("port: 0 (expected: 1 to 65535, where the server listens)", any.getMessage());
        UsageException bad = assertThrows(UsageException.class, () -> health(Map.of(), "--prot=1"));
        assertEquals(
                "--prot=1: unknown (expected: a setting that --help lists; did you mean --port?)", bad.getMessage());
        assertTrue(health(Map.of(), "--help").startsWith("Usage: oneport-server health"));
    }
}
