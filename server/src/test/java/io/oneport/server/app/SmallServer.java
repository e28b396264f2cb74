package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, with 64 MiB of heap and 32 MiB of direct memory. */
final class SmallServer implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("https?://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path log;
    private final int port;
    private final int adminPort;

    private SmallServer(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        BufferedReader out = process.inputReader();
        this.port = port(out.readLine());
        this.adminPort = port(out.readLine());
    }

    /**
     * Starts one.
     *
     * @param log for what it writes to standard error
     */
    static SmallServer start(Path log, String... flags) throws IOException {
        return start(log, false, flags);
    }

    /**
     * Starts one.
     *
     * @param log for what it writes to standard error
     * @param withTheJdksEngine whether the JDK speaks TLS, and not BoringSSL
     */
    static SmallServer start(Path log, boolean withTheJdksEngine, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=32m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dio.netty.handler.ssl.noOpenSsl=" + withTheJdksEngine,
                "-Dlogback.configurationFile=", // as users see it, and not the tests' own
                "-cp",
                System.getProperty("java.class.path"),
                "io.oneport.server.app.Main",
                "--port=0",
                "--admin-port=0",
                "--transport=" + System.getProperty("oneport.transport", "auto"),
                "--worker-threads=2"));
        command.addAll(List.of(flags));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try {
            return new SmallServer(process, log);
        } catch (IOException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int port(String line) {
        Matcher url = URL.matcher(String.valueOf(line));
        assertTrue(url.find(), line);
        return Integer.parseInt(url.group(1));
    }

    int port() {
        return port;
    }

    int adminPort() {
        return adminPort;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean lives() {
        return process.isAlive();
    }

    void assertLives() throws IOException {
        assertTrue(process.isAlive(), log());
    }

    /** The exit status of a server that ends, or has ended, by itself. */
    int awaitEnd() throws Exception {
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), log());
        return process.exitValue();
    }

    /** It has not run out of memory, nothing has failed that is reported, and it stops in order. */
    void assertStopsInOrder() throws Exception {
        String text = log();
        assertFalse(
                text.contains("OutOfMemory")
                        || text.contains("Out of memory")
                        || text.contains("Unexpected exception")
                        || text.contains("please report this"),
                text);
        process.toHandle().destroy();
        assertTrue(process.waitFor(40, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
