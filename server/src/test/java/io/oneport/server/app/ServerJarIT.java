package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server's jar as a person starts and stops it, with signals. */
class ServerJarIT extends StartedJar {
    @Test
    void aSecondSignalEndsTheStop() throws Exception {
        int port = start(List.of(), "--drain-timeout=1h", "--stall-timeout=1h", "--close-timeout=1h");
        open(port, upgrade("/echo"), "HTTP/1.1 101");
        BufferedReader log = process.errorReader();
        signal("TERM"); // not INT: a shell has what it starts in the background ignore that, and so would the server
        String first;
        do {
            first = log.readLine();
        } while (!first.contains("Stopping; ")); // before it come lines of the start
        assertTrue(first.contains("Stopping; open sockets: 1, to be closed over 5s, at the latest after 1h"), first);
        signal("TERM");
        assertEquals(ExitStatus.CUT_SHORT, exitStatus());
        String second = log.readLine();
        assertTrue(second.endsWith("SIGTERM while stopping: ended at once, without waiting for open sockets"), second);
    }

    @Test
    void aHangUpDoesNotStopIt() throws Exception {
        Needs.signal("HUP");
        Path config = Files.writeString(folder.resolve("oneport.conf"), "log-level = info\n");
        int port = start(List.of(), "--config=" + config);
        BufferedReader log = process.errorReader();
        Files.writeString(config, "log-level = debug\nbacklog = 7\n");
        signal("HUP");
        String line;
        do {
            line = log.readLine(); // each part has its own
        } while (!line.contains("Reloaded on SIGHUP. settings: "));
        assertTrue(line.endsWith("log-level = debug (was info), changes after a restart: backlog"), line);
        Files.writeString(config, "log-level = loud\n");
        signal("HUP");
        do {
            line = log.readLine(); // others may come between, now that debug lines are logged
        } while (!line.contains("Not reloaded on SIGHUP. settings: "));
        assertTrue(line.contains("log-level: loud (expected: error, warn, info or debug), in "), line);
        open(port, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n", "HTTP/1.1 200");
        signal("TERM");
        assertEquals(0, exitStatus());
    }

    @Test
    void itMakesTheTokensThatItTakes() throws Exception {
        Path key = folder.resolve("secret");
        assertEquals("", printed("token", "--new-key", key.toString()));
        String token =
                printed("token", "--key", key.toString(), "--publish", "news").strip();
        int port = start(List.of(), "--jwt-key=" + key);
        String publish = "POST /t/news HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n";
        open(port, publish + "Authorization: Bearer " + token + "\r\n\r\nhi", "HTTP/1.1 201");
        open(port, publish + "\r\nhi", "HTTP/1.1 401");
        signal("TERM");
        assertEquals(0, exitStatus());
    }

    @Test
    void aPublicAddressNeedsAWordAboutWhoGetsIn() throws Exception {
        process = new ProcessBuilder(java(), QUICK, "-jar", jar.toString(), "--port=0", "--host=0.0.0.0").start();
        endInTime(process);
        assertEquals(ExitStatus.USAGE, exitStatus());
        String line = errors();
        assertTrue(line.startsWith("host: 0.0.0.0 (expected: a loopback address; for a public one, say who"), line);
        assertTrue(line.contains("--jwt-key") && line.contains("--allow-anonymous"), line);
        assertEquals(1, line.lines().count(), line);
    }

    /** Also where the log goes to the same place, as in a container: whoever starts it waits for that line. */
    @Test
    void theFirstLineSaysWhereItListens() throws Exception {
        process = server(List.of()).redirectErrorStream(true).start();
        endInTime(process);
        String first = String.valueOf(process.inputReader().readLine());
        assertTrue(first.contains(" listening on http://127.0.0.1:"), first);
    }

    @Test
    void itStartsFromTheArchiveOfItsClassesAndIsHealthy() throws Exception {
        Path archive = folder.resolve("classes.jsa");
        assertEquals("", printed("archive", archive.toString()));
        // Without an archive that fits jar and JDK, this JVM would not start.
        int port = start(List.of("-Xshare:on", "-XX:SharedArchiveFile=" + archive));
        Process server = process;
        assertEquals("HTTP/1.1 200 OK\n", printed("health", "--port=" + port));
        process = server;
        signal("TERM");
        assertEquals(0, exitStatus());
    }

    @Test
    void anArgumentThatIsNotTextIsRefused() throws Exception {
        for (String locale : List.of("C", "C.UTF-8")) {
            Process shell = new ProcessBuilder(
                            "sh",
                            "-c",
                            "LC_ALL=" + locale + " exec \"$0\" " + QUICK
                                    + " -jar \"$1\" --slow-reader \"$(printf 'caf\\351=latest')\"",
                            java(),
                            jar.toString())
                    .start();
            process = shell;
            assertEquals(ExitStatus.USAGE, exitStatus());
            String line = errors();
            assertTrue(
                    line.startsWith("argument 2: caf?=latest (expected: text in the encoding of the locale, "), line);
            assertEquals(1, line.lines().count(), line);
        }
    }

    private String printed(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(java(), QUICK, "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).start();
        endInTime(process);
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, exitStatus());
        return text;
    }
}
