package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.testing.Needs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients for Node.js that nobody here has written, {@code ws} and {@code eventsource}; skipped where there is none. */
@Tag("load")
class NodeClientsTest extends TopicsTest {
    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path TARGET = Path.of("target/node");
    /** What npm says when it does not reach its registry. */
    private static final Pattern NO_NETWORK =
            Pattern.compile("npm (ERR!|error) (network|code (ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN[A-Z]+))");

    @Override
    String[] flags() {
        return new String[] {"--history-messages=1000"};
    }

    @Test
    @Timeout(150)
    void theirClientsUnderstandUs() throws Exception {
        Needs.program("node", "nodejs");
        Needs.program("npm", "npm");
        Files.createDirectories(TARGET);
        for (String file : List.of("package.json", "package-lock.json", "topics.mjs")) {
            Files.copy(SOURCE.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Result install = run(90, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        Needs.met(
                !NO_NETWORK.matcher(install.output).find(),
                "npm's registry",
                "a network, or npm config set registry URL");
        assertEquals(0, install.status, install::toString);
        Result test = run(50, "node", "topics.mjs", "http://127.0.0.1:" + port(), TestServer.ADMIN_TOKEN);
        assertEquals(0, test.status, test::toString);
    }

    private record Result(int status, String output) {}

    private static Result run(int seconds, String... command) throws Exception {
        Path log = TARGET.resolve(command[0] + ".log");
        Process process = new ProcessBuilder(command)
                .directory(TARGET.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            String said = Files.readString(log, StandardCharsets.UTF_8);
            assertTrue(ended, () -> String.join(" ", command) + " takes too long: " + said);
            return new Result(process.exitValue(), said);
        } finally {
            process.destroy();
        }
    }
}
