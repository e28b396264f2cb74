package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as they are deployed: in images that are built reproducibly, and behind links that are moved. */
class StaticDeploymentTest extends SharedServerTest {
    private static final int LARGE = 100_000;

    @TempDir
    static Path folder;

    private Path site;

    @Override
    String[] flags() {
        try {
            site = Files.createDirectory(folder.resolve("site"));
            version("..1", "<p>old shell</p>");
            Files.createSymbolicLink(site.resolve("..data"), Path.of("..1"));
            Files.createSymbolicLink(site.resolve("shell.html"), Path.of("..data", "shell.html"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new String[] {"--static=" + site, "--static-fallback=shell.html"};
    }

    private void version(String name, String shell) throws IOException {
        Files.writeString(Files.createDirectory(site.resolve(name)).resolve("shell.html"), shell);
    }

    private void write(String name, String text, String time) throws IOException {
        Path file = Files.writeString(site.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(time)));
    }

    private HttpAnswer get(String target, String... fields) throws IOException {
        Request request = Request.get(target);
        for (String field : fields) {
            request.with(field);
        }
        try (RawSocket socket = connect()) {
            return socket.ask(request);
        }
    }

    /** As a volume of a Kubernetes ConfigMap is updated. */
    @Test
    void theFallbackFollowsItsLink() throws IOException {
        version("..2", "<p>new shell</p>");
        Path link = Files.createSymbolicLink(site.resolve("..data_tmp"), Path.of("..2"));
        Files.move(link, site.resolve("..data"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(site.resolve("..1/shell.html"));
        Files.delete(site.resolve("..1"));
        assertEquals("<p>new shell</p>", get("/users/7", "Accept: text/html").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", "1980-01-01T00:00:01Z", "2020-02-29T12:00:00Z"})
    void twoVersionsOfTheSameSizeAndTimeAreTold(String time) throws IOException {
        String year = time.substring(0, 4) + "-" + time.charAt(18);
        write(year + "-a.html", "<script src=/a-12345.js>", time);
        write(year + "-b.html", "<script src=/a-67890.js>", time);
        HttpAnswer first = get("/" + year + "-a.html");
        HttpAnswer second = get("/" + year + "-b.html", "If-None-Match: " + first.header("ETag"));
        assertEquals(200, second.status(), second::head);
        assertNotEquals(first.header("ETag"), second.header("ETag"));
        assertEquals(
                304,
                get("/" + year + "-b.html", "If-None-Match: " + second.header("ETag"))
                        .status());
    }

    @Test
    void theSameContentHasTheSameTagEverywhere() throws IOException {
        write("one.txt", "same", "2020-02-29T12:00:00Z");
        write("two.txt", "same", "2021-02-28T12:00:00Z");
        assertEquals(get("/one.txt").header("ETag"), get("/two.txt").header("ETag"));
    }

    @Test
    void aTimeThatSaysNothingIsNoCondition() throws IOException {
        String time = "Thu, 01 Jan 1970 00:00:01 GMT";
        write("small.txt", "0123456789", "1970-01-01T00:00:01Z");
        write("large.bin", "x".repeat(LARGE), "1970-01-01T00:00:01Z");
        for (String target : new String[] {"/small.txt", "/large.bin"}) {
            assertFalse(get(target).has("Last-Modified"), target);
            assertEquals(200, get(target, "If-Modified-Since: " + time).status(), target);
            assertEquals(
                    200,
                    get(target, "If-Unmodified-Since: Wed, 31 Dec 1969 23:59:59 GMT")
                            .status(),
                    target);
            assertEquals(206, get(target, "Range: bytes=0-1").status(), target);
            assertEquals(
                    200, get(target, "Range: bytes=0-1", "If-Range: " + time).status(), target);
            assertEquals(
                    200, get(target, "Range: bytes=0-1", "If-Range: no time").status(), target);
            assertEquals(412, get(target, "If-Match: \"x\"").status(), target);
            assertEquals(200, get(target, "If-Match: *").status(), target);
        }
        assertFalse(get("/large.bin").has("ETag"));
        assertEquals(200, get("/large.bin", "If-None-Match: \"x\"").status());
    }
}
