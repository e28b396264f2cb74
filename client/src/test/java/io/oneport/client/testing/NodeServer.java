package io.oneport.client.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A server that others have written, on Node.js, with what npm installs; see {@code src/test/node/servers.mjs}. */
public final class NodeServer implements AutoCloseable {
    private static final Path SOURCE = Path.of(System.getProperty("basedir", ""), "src/test/node");
    private static final Path TARGET = Path.of(System.getProperty("basedir", ""), "target/node");
    /** What npm says when it does not reach its registry. */
    private static final Pattern NO_NETWORK =
            Pattern.compile("npm (ERR!|error) (network|code (ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN[A-Z]+))");

    private static boolean installed;

    private final Process process;
    private final int port;

    private NodeServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one; skips the test where there is no Node.js, or no network to install from. */
    public static NodeServer start(String kind) throws IOException, InterruptedException {
        Needs.program("node", "nodejs");
        Needs.program("npm", "npm");
        install();
        Process process = new ProcessBuilder("node", "servers.mjs", kind)
                .directory(TARGET.toFile())
                .redirectError(TARGET.resolve(kind + ".err").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new NodeServer(process, Integer.parseInt(out.readLine().strip()));
    }

    /** Tests run in several JVMs, which share what is installed: one of them installs it. */
    private static synchronized void install() throws IOException, InterruptedException {
        if (installed) {
            return;
        }
        Files.createDirectories(TARGET);
        try (FileChannel lock =
                        FileChannel.open(TARGET.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            assertTrue(held.isValid());
            Path done = TARGET.resolve("installed.json");
            Path wanted = SOURCE.resolve("package-lock.json");
            if (!Files.exists(done) || Files.mismatch(done, wanted) >= 0) {
                for (String file : List.of("package.json", "package-lock.json")) {
                    Files.copy(SOURCE.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
                runNpm();
                Files.copy(wanted, done, StandardCopyOption.REPLACE_EXISTING);
            }
            Path servers = SOURCE.resolve("servers.mjs");
            Path copied = TARGET.resolve("servers.mjs");
            if (!Files.exists(copied)
                    || Files.mismatch(copied, servers) >= 0) { // another JVM's Node.js may be reading it
                Files.copy(servers, copied, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        installed = true;
    }

    private static void runNpm() throws IOException, InterruptedException {
        Path log = TARGET.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
                .directory(TARGET.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = npm.waitFor(90, TimeUnit.SECONDS);
        String said = Files.readString(log, StandardCharsets.UTF_8);
        npm.destroy();
        assertTrue(ended, () -> "npm ci takes too long: " + said);
        Needs.met(!NO_NETWORK.matcher(said).find(), "npm's registry", "a network, or npm config set registry URL");
        assertEquals(0, npm.exitValue(), said);
    }

    /** Where it is, such as {@code http://127.0.0.1:1234}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
