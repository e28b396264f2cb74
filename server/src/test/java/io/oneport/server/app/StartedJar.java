package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server's jar, a copy of it, as a person starts it: a process of its own, which is used over sockets and ended by
 * signals. What is still there after a test is ended then.
 */
abstract class StartedJar {
    /** So short a life is not worth the time that the second compiler takes from the others on this machine. */
    static final String QUICK = "-XX:TieredStopAtLevel=1";

    private static final Path BUILT = Path.of("target", "oneport-server.jar");

    @TempDir
    Path folder;

    Path jar;
    Process process;
    BufferedReader out;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void copyTheJar() throws IOException {
        jar = Files.copy(BUILT, folder.resolve("oneport-server.jar"));
    }

    @AfterEach
    void end() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** What starts a server at any free port, with more flags than these. */
    ProcessBuilder server(List<String> jvm, String... flags) {
        List<String> command = new ArrayList<>(List.of(java(), QUICK));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString(), "--port=0", "--metrics=open"));
        command.add("--admin-token-file=" + folder.resolve("admin-token"));
        command.addAll(List.of(flags));
        return new ProcessBuilder(command);
    }

    int start(List<String> jvm, String... flags) throws IOException {
        process = server(jvm, flags).start();
        endInTime(process);
        out = process.inputReader();
        String first = String.valueOf(out.readLine());
        Matcher port = Pattern.compile("oneport \\S+ listening on http://127\\.0\\.0\\.1:(\\d+) .*")
                .matcher(first);
        assertTrue(port.matches(), first);
        return Integer.parseInt(port.group(1));
    }

    /** A test that waits for a line that never comes can't be interrupted; the end of the process ends the wait. */
    static void endInTime(Process process) {
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    void open(int port, String request, String answer) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = new String(socket.getInputStream().readNBytes(answer.length()), StandardCharsets.US_ASCII);
        assertEquals(answer, head);
    }

    static String upgrade(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    void signal(String name) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor());
    }

    int exitStatus() throws InterruptedException {
        assertTrue(process.waitFor(40, TimeUnit.SECONDS), "the process did not end");
        return process.exitValue();
    }

    String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
