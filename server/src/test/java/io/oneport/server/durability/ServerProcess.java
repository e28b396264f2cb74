package io.oneport.server.durability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, which can be killed. */
public final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Path errors;
    private final BufferedReader out;

    /**
     * Starts one, and waits until it accepts connections.
     *
     * @param around what the command is an argument of, such as a shell; may be empty
     * @param folder takes its admin token and what it logs
     */
    public ServerProcess(List<String> around, Path folder, String... flags) throws IOException {
        errors = folder.resolve("errors.log");
        List<String> command = new ArrayList<>(around);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.oneport.server.app.Main",
                "--admin-token-file=" + folder.resolve("token"),
                "--drain-timeout=2s",
                "--worker-threads=2"));
        command.addAll(List.of(flags));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        awaitStart();
    }

    /** Waits until it, or the next one that the same command starts, accepts connections. */
    void awaitStart() throws IOException {
        String line = out.readLine();
        while (line != null && !line.contains(" listening on ")) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("it did not start:\n" + errors());
        }
    }

    /** Sends a signal to the server, and not to what is around it. */
    void signal(String name) throws IOException, InterruptedException {
        long server = process.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .findFirst()
                .map(ProcessHandle::pid)
                .orElse(process.pid());
        new ProcessBuilder("kill", "-" + name, "" + server).start().waitFor();
    }

    /** A port that was free a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Descriptors that it has open. */
    public int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
            return (int) open.count();
        }
    }

    /** Bytes of its heap that are in use after a collection. */
    public long liveBytes() throws IOException, InterruptedException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jmap").toString(),
                        "-histo:live",
                        "" + process.pid())
                .redirectErrorStream(true)
                .start();
        String text = new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        histogram.waitFor();
        // Its last line: Total, instances, bytes.
        String[] total =
                text.strip().substring(text.strip().lastIndexOf('\n') + 1).split("\\s+");
        if (!total[0].equals("Total")) {
            throw new IOException("no histogram: " + text);
        }
        return Long.parseLong(total[2]);
    }

    /** As {@code kill -9} does; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As SIGTERM does; gives the exit status. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not stop");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
