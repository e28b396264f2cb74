package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.net.Header;
import io.oneport.client.net.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ConnectionOptionsTest {
    private static final Target PLAIN = Target.parse("http://127.0.0.1:8080");
    private static final Target SECURE = Target.parse("https://127.0.0.1:8443");

    @Command
    private static final class Tool {
        @Mixin
        private ConnectionOptions connection;
    }

    private static ConnectionOptions parse(String... words) {
        Tool tool = new Tool();
        new CommandLine(tool).parseArgs(words);
        return tool.connection;
    }

    @Test
    void withoutOptionsThereAreFiveSecondsAndThePlatformsAuthorities() {
        ConnectionOptions none = parse();
        assertEquals(Duration.ofSeconds(5), none.timeout());
        assertEquals(List.of(), none.headers());
        assertFalse(none.trust(SECURE).insecure());
        assertEquals(List.of(), none.trust(PLAIN).authorities());
    }

    @Test
    void headersAreAddedInTheirOrder() {
        assertEquals(
                List.of(new Header("A", "1"), new Header("B", "2")),
                parse("--header=A: 1", "--header", "B: 2").headers());
    }

    @Test
    void theTokenComesFromAnOptionAFileOrTheEnvironment(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "from.the.file\n");
        Map<String, String> environment = Map.of("ONEPORT_TOKEN", "from.the.environment");
        assertEquals(
                List.of(new Header("A", "1"), bearer("from.the.option")),
                parse("-H", "A: 1", "--bearer", "from.the.option").headers(environment));
        assertEquals(
                List.of(bearer("from.the.file")),
                parse("--token-file", file.toString()).headers(environment));
        Files.writeString(file, "\uFEFFfrom.the.file \r\n");
        assertEquals(
                List.of(bearer("from.the.file")),
                parse("--token-file", file.toString()).headers(environment));
        assertEquals(List.of(bearer("from.the.environment")), parse().headers(environment));
        assertEquals(List.of(), parse().headers(Map.of("ONEPORT_TOKEN", "")));
    }

    @Test
    void aHeaderGoesBeforeTheEnvironment() {
        assertEquals(
                List.of(new Header("authorization", "Basic eA==")),
                parse("-H", "authorization: Basic eA==").headers(Map.of("ONEPORT_TOKEN", "other")));
    }

    @Test
    void whatIsNoTokenIsNotShown() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> parse().headers(Map.of("ONEPORT_TOKEN", "two secrets")))
                .getMessage();
        assertTrue(message.startsWith("ONEPORT_TOKEN: something else (expected: a token: "), message);
    }

    private static Header bearer(String token) {
        return new Header("Authorization", "Bearer " + token);
    }

    /** Whoever says which certificates to trust, and uses no TLS, has mistyped the URL. */
    @Test
    void trustWithoutTlsIsRefused() {
        ConnectionOptions insecure = parse("--insecure");
        assertTrue(insecure.trust(SECURE).insecure());
        String message = assertThrows(IllegalArgumentException.class, () -> insecure.trust(PLAIN))
                .getMessage();
        assertTrue(message.startsWith("insecure: on (expected: nothing"), message);
    }
}
