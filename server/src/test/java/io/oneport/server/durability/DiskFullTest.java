package io.oneport.server.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk is full: a small file system of its own, which it alone sees. */
@Tag("load")
@Timeout(120)
class DiskFullTest {
    /** Mounts the file system, starts a server, and another one when the first has ended and there is room again. */
    private static final String SCRIPT = """
            dir=$1; shift
            mount -t tmpfs -o size=64m tmpfs "$dir" || exit 9
            head -c 30000000 /dev/zero > "$dir/filler"
            "$@" --data-dir="$dir/log"
            rm "$dir/filler"
            "$@" --data-dir="$dir/log"
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private int port;

    @Test
    void aFullDiskRefusesPublicationsAndARestartFindsAllThatWereAcknowledged() throws Exception {
        Needs.program("unshare", "util-linux");
        Needs.met(mayMount(), "the right to mount", "root on Linux");
        port = ServerProcess.freePort();
        Path mount = Files.createDirectory(folder.resolve("disk"));
        List<String> around = List.of("unshare", "-m", "bash", "-c", SCRIPT, "bash", mount.toString());
        try (ServerProcess server = new ServerProcess(
                around,
                folder,
                "--port=" + port,
                "--history-messages=100000",
                "--history-bytes=100MiB",
                "--history-total=100MiB")) {
            int acknowledged = 0;
            int status = post("m0").statusCode();
            while (status == 201) {
                acknowledged++;
                status = post("m" + acknowledged + " " + "x".repeat(60_000)).statusCode();
            }
            assertEquals(503, status);
            assertTrue(acknowledged > 100, acknowledged + " were acknowledged");
            HttpResponse<String> refused = post("again");
            assertEquals(503, refused.statusCode());
            assertEquals("30", refused.headers().firstValue("Retry-After").orElse(""));
            assertTrue(refused.body().contains("No space left on device"), refused::body);
            assertEquals(503, get("/readyz").statusCode());
            assertEquals(200, get("/healthz").statusCode());
            assertEquals(200, get("/t/a?limit=1").statusCode());
            String last = last();
            assertEquals(acknowledged, offset(last));
            server.signal("TERM");
            server.awaitStart();
            assertEquals(200, get("/readyz").statusCode());
            String after = get("/t/a?since=" + last).body();
            assertTrue(!after.contains("resets"), after);
            long found = offset(last());
            assertTrue(found >= acknowledged, found + " of " + acknowledged);
            HttpResponse<String> next = post("next");
            assertEquals(201, next.statusCode(), next::body);
            assertTrue(next.body().contains("." + (found + 1) + "\""), next::body);
            server.signal("TERM");
        }
    }

    private static boolean mayMount() throws Exception {
        return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
    }

    private HttpResponse<String> post(String text) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("/t/a"))
                        .POST(HttpRequest.BodyPublishers.ofString(text))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String target) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(target)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + port + target);
    }

    /** The topic's last position; a page has as much as fits. */
    private String last() throws Exception {
        String before = "";
        String position = position(get("/t/a").body());
        while (!position.equals(before)) {
            before = position;
            position = position(get("/t/a?limit=1000&since=" + before).body());
        }
        return position;
    }

    private static String position(String page) {
        return page.replaceAll("(?s).*\"position\":\"([^\"]+)\".*", "$1");
    }

    private static long offset(String position) {
        return Long.parseLong(position.substring(position.indexOf('.') + 1));
    }
}
