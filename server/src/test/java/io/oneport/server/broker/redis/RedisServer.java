package io.oneport.server.broker.redis;

import io.oneport.testing.Needs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A redis-server that a test starts, on a free loopback port, with a directory of its own. */
public final class RedisServer implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final List<String> arguments = new ArrayList<>();
    private Process process;

    private RedisServer(Path directory, int port, List<String> arguments) {
        this.directory = directory;
        this.port = port;
        this.arguments.addAll(arguments);
    }

    /**
     * Starts one, or skips the calling test where there is no Redis. Every write is on disk before its answer, unless the
     * arguments say otherwise.
     *
     * @param arguments as on its command line, such as {@code --requirepass}
     */
    public static RedisServer start(String... arguments) {
        Needs.program("redis-server", "redis-server");
        try {
            List<String> all = new ArrayList<>(List.of("--appendonly", "yes", "--appendfsync", "always", "--save", ""));
            all.addAll(List.of(arguments));
            RedisServer server = new RedisServer(Files.createTempDirectory("redis"), freePort(), all);
            server.run();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Starts it, with what it has on disk; returns once it answers.
     *
     * @param more arguments for this life only
     */
    public void run(String... more) {
        try {
            List<String> command = new ArrayList<>(List.of(
                    "redis-server",
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    "" + port,
                    "--dir",
                    directory.toString(),
                    "--logfile",
                    "log"));
            command.addAll(arguments);
            command.addAll(List.of(more));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out").toFile())
                    .start();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!lastStart().contains("Ready to accept connections")) {
                check(end);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(long end) throws IOException, InterruptedException {
        if (!process.isAlive() || System.nanoTime() > end) {
            throw new IllegalStateException(
                    "redis-server did not start: " + Files.readString(directory.resolve("out")) + lastStart());
        }
        Thread.sleep(5);
    }

    /** What it has logged since it was last started. */
    public String lastStart() throws IOException {
        Path log = directory.resolve("log");
        if (!Files.exists(log)) {
            return "";
        }
        String own = process.pid() + ":";
        return Files.readString(log)
                .lines()
                .filter(line -> line.startsWith(own))
                .reduce("", (a, b) -> a + b + "\n");
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Path directory() {
        return directory;
    }

    /** Its address, as {@code --engine} has it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Removes what a dead one has on disk. */
    public void empty() {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(directory) && !path.endsWith("log"))
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies what it has on disk, once that is all of what it has; what was there is removed. */
    public void copyTo(Path directory) {
        cli("CONFIG", "SET", "appendfsync", "always"); // also what was written before
        cli("SET", "written", "now");
        copy(this.directory, directory);
    }

    /** Takes what was copied for its own; it must be dead, and empty. */
    public void copyFrom(Path directory) {
        copy(directory, this.directory);
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, as a crash would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public void stopProcess() {
        signal("STOP");
    }

    public void continueProcess() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs redis-cli; returns what it prints. */
    public String cli(String... words) {
        return cli(List.of(), words);
    }

    /** The same, with flags such as a password. */
    public String cli(List<String> flags, String... words) {
        try {
            List<String> command = new ArrayList<>(List.of("redis-cli", "-p", "" + port));
            command.addAll(flags);
            command.addAll(List.of(words));
            Process cli = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            cli.waitFor();
            return said.strip();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            continueProcess();
            kill();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
