package io.oneport.server.app;

import io.oneport.protocol.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code oneport-server archive FILE}: writes the classes that a start needs into an archive (JEP 350), which the JVM maps in
 * place of reading, checking and linking each of them. It starts a server on a free loopback port, asks it for some
 * things, and ends it.
 */
final class ArchiveCommand {
    static final String NAME = "archive";
    private static final int SOCKET_TIMEOUT_MILLIS = 20_000;
    private static final int SECONDS = 60;
    private static final Pattern PORT = Pattern.compile(".* listening on http://127\\.0\\.0\\.1:([0-9]+) .*");
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    /** What {@code --help} prints. */
    static final String USAGE = """
            Usage: oneport-server archive FILE

            Writes an archive of classes with which this jar starts faster on this JDK. Then start the server with
              java -XX:SharedArchiveFile=FILE -jar oneport-server.jar
            Make it again after an update of the jar or of the JDK: until then the JVM ignores it.
            """;

    private ArchiveCommand() {}

    /** Whether a command line is for this command. */
    static boolean isMeant(String[] args) {
        return args.length > 0 && args[0].equals(NAME);
    }

    /**
     * Writes the archive.
     *
     * @param args the whole command line
     * @return what is to be printed
     * @throws UsageException if the command line is wrong
     * @throws IOException if the archive can't be written; the message is the line for the person
     */
    static String run(String[] args) throws UsageException, IOException {
        if (args.length == 2 && (args[1].equals("--help") || args[1].equals("-h"))) {
            return USAGE;
        }
        if (args.length != 2 || args[1].isEmpty() || args[1].startsWith("-")) {
            throw new UsageException(Setting.refusal(
                    NAME,
                    String.join(" ", List.of(args).subList(1, args.length)),
                    "the name of one file, which is written; archive --help"));
        }
        Path file = Path.of(args[1]).toAbsolutePath();
        Path folder = Files.createTempDirectory("oneport-archive");
        try {
            // Beside its place, and moved there when it is whole: servers may be starting.
            Path written = Path.of(file + ".new");
            Files.deleteIfExists(written);
            rehearse(written, folder);
            if (!Files.exists(written)) {
                throw new IOException("Cannot write " + file + " (expected: a file in a directory that exists, and a"
                        + " JDK that archives classes)");
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            return "";
        } catch (InterruptedException e) {
            throw new IOException("Interrupted", e);
        } finally {
            delete(folder);
        }
    }

    /** A server's life, in a JVM that writes its archive when it ends. */
    private static void rehearse(Path archive, Path folder) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + archive,
                "-Xlog:disable",
                "-XX:ErrorFile=" + folder.resolve("error.log"),
                "-jar",
                jar().toString(),
                "--port=0",
                "--worker-threads=1",
                "--log-level=error",
                "--drain-over=0s",
                "--metrics=open",
                "--admin-token-file=" + folder.resolve("admin-token"));
        // Whatever is set here for servers is not for this one.
        java.environment().keySet().removeIf(name -> name.startsWith("ONEPORT_") || name.endsWith("JAVA_OPTIONS"));
        Process server = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = server.inputReader()) {
            String first = String.valueOf(out.readLine());
            Matcher port = PORT.matcher(first);
            if (!port.matches()) {
                throw new IOException("No archive: the server did not start");
            }
            out.readLine(); // it has loaded all of its classes when it prints this
            use(
                    Integer.parseInt(port.group(1)),
                    Files.readString(folder.resolve("admin-token")).strip());
            if (!server.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("No archive: the server did not end within " + SECONDS + " s");
            }
        } finally {
            server.destroyForcibly();
        }
    }

    /** What many clients ask for at first; the last request ends the server. */
    private static void use(int port, String token) throws IOException {
        ask(port, "GET /healthz", "", "");
        ask(port, "GET /", "", "");
        ask(port, "POST /t/archive", "Content-Length: 2\r\n", "hi");
        ask(port, "GET /t/archive", "", "");
        ask(port, "GET /t/archive/sse?since=all", "", "");
        ask(port, "GET /t/archive/ws?since=all", UPGRADE, "");
        ask(port, "GET /metrics", "", "");
        ask(port, "POST /admin/drain", "Authorization: Bearer " + token + "\r\n", "");
    }

    private static void ask(int port, String line, String fields, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
            String head = line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n" + fields + "\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("No archive: no answer to " + line);
            }
        }
    }

    private static Path jar() throws IOException {
        try {
            URI location = ArchiveCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path jar = Path.of(location);
            if (!Files.isRegularFile(jar)) {
                throw new IOException("No archive: the server does not run from a jar");
            }
            return jar;
        } catch (URISyntaxException e) {
            throw new IOException("No archive: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }
        });
        Files.delete(folder);
    }
}
