package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients for Node.js that nobody here has written, {@code ws} and {@code eventsource}; skipped where there is none. */
class NodeClientsTest extends TopicsTest {
    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path TARGET = Path.of("target/node");

    @Override
    String[] flags() {
        return new String[] {"--history-messages=1000"};
    }

    @Test
    @Timeout(150)
    void theirClientsUnderstandUs() throws Exception {
        assumeTrue(onPath("node") && onPath("npm"), "node and npm are on the PATH");
        Files.createDirectories(TARGET);
        for (String file : List.of("package.json", "package-lock.json", "topics.mjs")) {
            Files.copy(SOURCE.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(90, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        run(50, "node", "topics.mjs", "http://127.0.0.1:" + port());
    }

    private static boolean onPath(String command) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(String.valueOf(System.getenv("PATH")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static void run(int seconds, String... command) throws Exception {
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
            assertEquals(0, process.exitValue(), () -> String.join(" ", command) + ": " + said);
        } finally {
            process.destroy();
        }
    }
}
