package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oneport.server.app.Main;
import io.oneport.server.app.MostlyWaits;
import io.oneport.server.front.Transport;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that has run out of descriptors: it waits for some, says so once, and goes on when there are some. */
class DescriptorsTest {
    private static final int DESCRIPTORS = 500;
    private static final int LOWERED = 250;
    private static final Pattern PORT = Pattern.compile("listening on \\S+:(\\d+) ");

    @TempDir
    static Path folder;

    private static String jars;

    @BeforeAll
    static void packClasses() throws IOException {
        jars = jars();
        Files.writeString(Files.createDirectories(folder.resolve("site")).resolve("file.txt"), "file");
    }

    @ParameterizedTest
    @MostlyWaits
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void acceptingPausesAndGoesOn(String transport) throws Exception {
        assumeTrue(Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        Path log = folder.resolve(transport + ".log");
        Process server = start(transport, log);
        List<RawSocket> sockets = new ArrayList<>();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            String greeting = out.readLine();
            assertNotNull(greeting, () -> text(log));
            Matcher port = PORT.matcher(greeting);
            assertTrue(port.find(), greeting);
            int at = Integer.parseInt(port.group(1));
            lowerLimit(server.pid()); // now, since at the start it takes no more sockets than descriptors allow
            for (int i = 0; i < DESCRIPTORS + 200; i++) {
                sockets.add(RawSocket.connect(at)); // the system accepts, whether or not the server does
            }
            while (!text(log).contains("Cannot accept connections")) {
                Thread.sleep(20); // between two looks at the log; the test's time-out interrupts it
            }
            sockets.get(0).expectPlaintext();
            Duration before = cpu(server);
            LockSupport.parkNanos(Duration.ofSeconds(1).toNanos()); // what it does meanwhile is what is looked at
            System.out.println(transport + ", out of descriptors: CPU in 1 s "
                    + cpu(server).minus(before).toMillis() + " ms");
            sockets.get(0).expectPlaintext();
            HttpAnswer refused = sockets.get(0).ask(Request.get("/file.txt"));
            assertEquals(503, refused.status(), refused::head); // it can't be opened at this moment
            assertEquals("5", refused.header("Retry-After"));
            closeAll(sockets);
            try (RawSocket later = RawSocket.connect(at)) {
                later.expectPlaintext();
                assertEquals("file", later.ask(Request.get("/file.txt")).text());
            }
            assertTrue(text(log).lines().count() <= 4, () -> text(log));
            server.toHandle().destroy();
            server.waitFor();
        } finally {
            closeAll(sockets);
            server.destroyForcibly();
        }
    }

    /** The class path as jars, as the product has it: to load a class from a folder takes a descriptor. */
    private static String jars() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(part);
            if (Files.isDirectory(path)) {
                Path jar = Files.createTempFile(folder, "classes", ".jar");
                try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                        Stream<Path> files = Files.walk(path)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        out.putNextEntry(new ZipEntry(path.relativize(file).toString()));
                        Files.copy(file, out);
                    }
                }
                jars.add(jar.toString());
            } else {
                jars.add(part);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static Process start(String transport, Path log) throws IOException {
        List<String> command = List.of(
                "sh",
                "-c",
                "ulimit -n " + DESCRIPTORS + "; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=",
                "-cp",
                jars,
                Main.class.getName(),
                "--port=0",
                "--worker-threads=1",
                "--drain-timeout=1s",
                "--static=" + Files.createDirectories(folder.resolve("site")),
                "--transport=" + transport);
        return new ProcessBuilder(command).redirectError(log.toFile()).start();
    }

    private static void lowerLimit(long pid) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("prlimit", "--pid", "" + pid, "--nofile=" + LOWERED + ":")
                        .inheritIO()
                        .start()
                        .waitFor());
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    private static void closeAll(List<RawSocket> sockets) throws IOException {
        for (RawSocket socket : sockets) {
            socket.close();
        }
    }
}
