package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What files look like from outside: names, fields, conditions, parts, and what is not shown. */
class StaticFilesTest extends SharedServerTest {
    private static final Instant OLD = Instant.parse("2020-02-29T12:00:00.5Z");
    private static final String OLD_TEXT = "Sat, 29 Feb 2020 12:00:00 GMT";
    private static final byte[] SCRIPT = "let a = 1;\n".repeat(30_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path folder;

    private static Path site;

    @Override
    String[] flags() {
        try {
            makeSite();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new String[] {
            "--static=" + site, "--static-fallback=app/shell.html", "--static-cache=/assets/=1y:immutable,/a=5m"
        };
    }

    private static void makeSite() throws IOException, InterruptedException {
        site = Files.createDirectory(folder.resolve("site"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        write("index.html", "<h1>start</h1>");
        write("a.txt", "0123456789");
        write("b c+é.txt", "strange");
        write("app/shell.html", "<p>shell</p>");
        write("docs/index.html", "docs");
        write("empty/none.txt", "");
        write(".env", "hidden");
        write(".git/config", "hidden");
        write(".well-known/security.txt", "seen");
        write(".well-known/.hidden", "hidden");
        write("t/topic", "never");
        write("assets/app.js", new String(SCRIPT, StandardCharsets.UTF_8));
        Files.write(site.resolve("assets/app.js.br"), new byte[] {1, 2, 3});
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(site.resolve("assets/app.js.gz")))) {
            gzip.write(SCRIPT);
        }
        write("stale.js", "new");
        Files.writeString(site.resolve("stale.js.gz"), "old");
        Files.setLastModifiedTime(site.resolve("stale.js.gz"), FileTime.from(OLD.minusSeconds(1)));
        Files.createSymbolicLink(site.resolve("inside.txt"), Path.of("a.txt"));
        Files.createSymbolicLink(site.resolve("out.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(site.resolve("up"), folder);
        Files.createSymbolicLink(site.resolve("ring"), Path.of("ring"));
        new ProcessBuilder("mkfifo", site.resolve("fifo").toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void write(String name, String text) throws IOException {
        Path file = site.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(OLD));
    }

    @AfterAll
    static void removeFifo() throws IOException {
        Files.deleteIfExists(site.resolve("fifo"));
    }

    private HttpAnswer ask(Request request) throws IOException {
        try (RawSocket socket = connect()) {
            return socket.ask(request);
        }
    }

    private HttpAnswer get(String target, String... fields) throws IOException {
        Request request = Request.get(target);
        for (String field : fields) {
            request.with(field);
        }
        return ask(request);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8, no-cache, <h1>start</h1>",
        "/a.txt, text/plain; charset=utf-8, 'public, max-age=300', 0123456789",
        "/a.txt?x=1, text/plain; charset=utf-8, 'public, max-age=300', 0123456789",
        "/%61.txt, text/plain; charset=utf-8, 'public, max-age=300', 0123456789",
        "/b%20c+%C3%A9.txt, text/plain; charset=utf-8, no-cache, strange",
        "/docs/, text/html; charset=utf-8, no-cache, docs",
        "/docs/index.html, text/html; charset=utf-8, no-cache, docs",
        "/inside.txt, text/plain; charset=utf-8, no-cache, 0123456789",
        "/.well-known/security.txt, text/plain; charset=utf-8, no-cache, seen",
        "/empty/none.txt, text/plain; charset=utf-8, no-cache, ''",
    })
    void aFileComesWithItsFields(String target, String type, String cache, String text) throws IOException {
        for (int times = 0; times < 2; times++) { // from the disk, and from memory
            HttpAnswer answer = get(target);
            assertEquals(200, answer.status(), answer::head);
            assertEquals(text, answer.text());
            assertEquals(type, answer.header("Content-Type"));
            assertEquals(cache, answer.header("Cache-Control"));
            assertEquals("nosniff", answer.header("X-Content-Type-Options"));
            assertEquals("bytes", answer.header("Accept-Ranges"));
            assertEquals(OLD_TEXT, answer.header("Last-Modified"));
            assertTrue(answer.header("ETag").matches("\"[0-9a-z-]+\""), answer::head);
            try (RawSocket socket = connect()) {
                HttpAnswer head = socket.head(Request.of("HEAD", target));
                assertEquals(HttpAnswer.maskDates(answer.head()), HttpAnswer.maskDates(head.head()));
                socket.expectPlaintext();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/none.txt",
                "/a.txt/",
                "/a.txt/x",
                "/empty/",
                "/empty",
                "/.env",
                "/.git/config",
                "/%2eenv",
                "/.well-known/.hidden",
                "/out.txt",
                "/up/secret.txt",
                "/up/site/.env",
                "/ring",
                "/ring/x",
                "/fifo",
                "/fifo/x",
                "/fifo/",
                "/../secret.txt",
                "/docs/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/docs%2f..%2f..%2fsecret.txt",
                "/docs/%2e%2e/a.txt",
                "/./a.txt",
                "/..\\secret.txt",
                "/%5c..%5csecret.txt",
                "/a.txt%00",
                "/%00",
                "/a.txt%0a",
                "/%c0%ae%c0%ae/secret.txt",
                "/%ff.txt",
                "/%zz",
                "/%",
                "/%2",
                "//a.txt",
                "/docs//index.html",
                "//evil.example/..",
                "/\\evil.example/",
                "/a.txt%20",
                "/A.TXT",
                "/t/topic/x/"
            })
    void nothingElseIsShown(String target) throws IOException {
        HttpAnswer answer = get(target);
        assertTrue(
                answer.status() == 404 || answer.status() == 400, () -> target + ": " + answer.head() + answer.text());
        assertFalse(answer.text().contains("secret\n") || answer.text().equals("secret"), answer::text);
    }

    @Test
    void aDirectoryIsAskedForWithASlash() throws IOException {
        HttpAnswer answer = get("/docs?a=%2F/&b");
        assertEquals(308, answer.status(), answer::head);
        assertEquals("/docs/?a=%2F/&b", answer.header("Location"));
    }

    @Test
    void routesComeFirst() throws IOException {
        assertEquals("Hello, World!", get("/plaintext").text());
        assertTrue(get("/t/topic").text().contains("\"messages\""));
        assertEquals(200, get("/healthz").status());
    }

    @Test
    void otherMethodsAreNotForFiles() throws IOException {
        for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH"}) {
            HttpAnswer answer = ask(Request.of(method, "/a.txt").body("x"));
            assertEquals(405, answer.status(), answer::head);
            assertEquals("GET, HEAD, OPTIONS", answer.header("Allow"));
            assertEquals(404, ask(Request.of(method, "/none").body("x")).status());
            assertEquals(404, ask(Request.of(method, "/.env").body("x")).status());
        }
        HttpAnswer options = ask(Request.of("OPTIONS", "/a.txt"));
        assertEquals(204, options.status(), options::head);
        assertEquals("GET, HEAD, OPTIONS", options.header("Allow"));
    }

    @Test
    void anUpgradeOfAFileIsRefused() throws IOException {
        assertEquals(404, ask(Request.upgrade("/a.txt")).status());
    }

    @Test
    void pagesOfAnApplicationFallBack() throws IOException {
        String html = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
        for (String target : new String[] {"/users/7", "/", "/docs", "/users/"}) {
            HttpAnswer answer = get(target, html);
            assertEquals(target.equals("/docs") ? 308 : 200, answer.status(), () -> target + answer.head());
        }
        HttpAnswer page = get("/users/7?x", html);
        assertEquals("<p>shell</p>", page.text());
        assertEquals("public, max-age=300", page.header("Cache-Control")); // that of /app/shell.html
        assertEquals(
                304,
                get("/users/8", html, "If-None-Match: " + page.header("ETag")).status());
        assertEquals(404, get("/users/7").status());
        assertEquals(404, get("/users/7", "Accept: */*").status());
        assertEquals(404, get("/users/7", "Accept: text/html;q=0, */*").status());
        assertEquals(404, get("/users/7.png", html).status());
        assertEquals(404, get("/.env", html).status());
        assertEquals(404, ask(Request.of("POST", "/users/7").with(html)).status());
    }

    @Test
    void whoHasTheFileIsToldSo() throws IOException {
        String etag = get("/a.txt").header("ETag");
        assertEquals(304, get("/a.txt", "If-None-Match: " + etag).status());
        assertEquals(304, get("/a.txt", "If-None-Match: W/" + etag).status());
        assertEquals(
                304, get("/a.txt", "If-None-Match: \"x\", " + etag + ", \"y\"").status());
        assertEquals(
                304,
                get("/a.txt", "If-None-Match: \"x\"", "If-None-Match: " + etag).status());
        assertEquals(304, get("/a.txt", "If-None-Match: *").status());
        assertEquals(200, get("/a.txt", "If-None-Match: \"x\"").status());
        assertEquals(304, get("/a.txt", "If-Modified-Since: " + OLD_TEXT).status());
        assertEquals(
                304,
                get("/a.txt", "If-Modified-Since: Saturday, 29-Feb-20 12:00:00 GMT")
                        .status());
        assertEquals(
                304,
                get("/a.txt", "If-Modified-Since: Sat Feb 29 12:00:00 2020").status());
        assertEquals(
                200,
                get("/a.txt", "If-Modified-Since: Sat, 29 Feb 2020 11:59:59 GMT")
                        .status());
        assertEquals(200, get("/a.txt", "If-Modified-Since: yesterday").status());
        assertEquals(
                200,
                get("/a.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + OLD_TEXT)
                        .status());
        assertEquals(200, get("/a.txt", "If-Match: " + etag).status());
        assertEquals(200, get("/a.txt", "If-Match: *").status());
        assertEquals(412, get("/a.txt", "If-Match: W/" + etag).status());
        assertEquals(412, get("/a.txt", "If-Match: \"x\"").status());
        assertEquals(
                412,
                get("/a.txt", "If-Unmodified-Since: Sat, 29 Feb 2020 11:59:59 GMT")
                        .status());
        assertEquals(200, get("/a.txt", "If-Unmodified-Since: " + OLD_TEXT).status());
        HttpAnswer notModified = get("/a.txt", "If-None-Match: " + etag);
        assertEquals(etag, notModified.header("ETag"));
        assertEquals("public, max-age=300", notModified.header("Cache-Control"));
        assertFalse(notModified.has("Content-Length") || notModified.has("Transfer-Encoding"), notModified::head);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, bytes 0-0/10",
        "bytes=2-4, 234, bytes 2-4/10",
        "bytes=7-, 789, bytes 7-9/10",
        "bytes=7-99999999999999999999, 789, bytes 7-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=-30, 0123456789, bytes 0-9/10",
        "Bytes=9-9, 9, bytes 9-9/10",
    })
    void aPartIsGiven(String range, String text, String contentRange) throws IOException {
        HttpAnswer answer = get("/a.txt", "Range: " + range);
        assertEquals(206, answer.status(), answer::head);
        assertEquals(text, answer.text());
        assertEquals(contentRange, answer.header("Content-Range"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=0-1023", "bytes=-5"})
    void ofAnEmptyFileTheWholeIsGiven(String range) throws IOException {
        HttpAnswer answer = get("/empty/none.txt", "Range: " + range);
        assertEquals(200, answer.status(), answer::head);
        assertEquals("0", answer.header("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"})
    void aPartThatIsNotThereIsRefused(String range) throws IOException {
        HttpAnswer answer = get("/a.txt", "Range: " + range);
        assertEquals(416, answer.status(), answer::head);
        assertEquals("bytes */10", answer.header("Content-Range"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=4-2", "bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=1-2,4-5", "bytes=+1-2", "1-2"
            })
    void theWholeIsGivenWhereNoSinglePartIsNamed(String range) throws IOException {
        HttpAnswer answer = get("/a.txt", "Range: " + range);
        assertEquals(200, answer.status(), answer::head);
        assertEquals("0123456789", answer.text());
    }

    @Test
    void ofSeveralLinesThatMayBeGivenOnceNoneCounts() throws IOException {
        assertEquals(200, get("/a.txt", "Range: bytes=1-2", "Range: bytes=4-5").status());
        assertEquals(
                200,
                get("/a.txt", "If-Modified-Since: " + OLD_TEXT, "If-Modified-Since: " + OLD_TEXT)
                        .status());
    }

    @Test
    void aPartIsOfTheVersionThatIsKnown() throws IOException {
        String etag = get("/a.txt").header("ETag");
        assertEquals(206, get("/a.txt", "Range: bytes=1-2", "If-Range: " + etag).status());
        assertEquals(
                200, get("/a.txt", "Range: bytes=1-2", "If-Range: W/" + etag).status());
        assertEquals(200, get("/a.txt", "Range: bytes=1-2", "If-Range: \"x\"").status());
        assertEquals(
                206, get("/a.txt", "Range: bytes=1-2", "If-Range: " + OLD_TEXT).status());
        assertEquals(
                200,
                get("/a.txt", "Range: bytes=1-2", "If-Range: Sat, 29 Feb 2020 12:00:01 GMT")
                        .status());
        assertEquals(
                304, get("/a.txt", "Range: bytes=1-2", "If-None-Match: " + etag).status());
        try (RawSocket socket = connect()) {
            HttpAnswer head = socket.head(Request.of("HEAD", "/a.txt").with("Range: bytes=1-2"));
            assertEquals(200, head.status(), head::head); // RFC 9110, section 14.2: only for GET
            socket.expectPlaintext();
        }
    }

    @Test
    void aCompressedFileBesideItIsPreferred() throws IOException {
        HttpAnswer plain = get("/assets/app.js");
        assertArrayEquals(SCRIPT, plain.body());
        assertEquals("accept-encoding", plain.header("Vary"));
        assertEquals("public, max-age=31536000, immutable", plain.header("Cache-Control"));
        HttpAnswer gzip = get("/assets/app.js", "Accept-Encoding: gzip, deflate");
        assertEquals("gzip", gzip.header("Content-Encoding"));
        assertEquals("text/javascript; charset=utf-8", gzip.header("Content-Type"));
        assertArrayEquals(SCRIPT, new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes());
        HttpAnswer brotli = get("/assets/app.js", "Accept-Encoding: gzip, deflate, br");
        assertEquals("br", brotli.header("Content-Encoding"));
        assertArrayEquals(new byte[] {1, 2, 3}, brotli.body());
        assertNotEquals(plain.header("ETag"), gzip.header("ETag"));
        assertNotEquals(brotli.header("ETag"), gzip.header("ETag"));
        assertEquals(
                "gzip", get("/assets/app.js", "Accept-Encoding: br;q=0.5, gzip").header("Content-Encoding"));
        assertEquals("gzip", get("/assets/app.js", "Accept-Encoding: *, br;q=0").header("Content-Encoding"));
        assertFalse(get("/assets/app.js", "Accept-Encoding: gzip;q=0, br;q=0.0").has("Content-Encoding"));
        assertFalse(
                get("/assets/app.js", "Accept-Encoding: identity, gzip;q=0.9").has("Content-Encoding"));
        assertFalse(get("/assets/app.js", "Accept-Encoding: zstd").has("Content-Encoding"));
        HttpAnswer known = get("/assets/app.js", "Accept-Encoding: gzip", "If-None-Match: " + gzip.header("ETag"));
        assertEquals(304, known.status(), known::head);
        assertEquals("accept-encoding", known.header("Vary"));
        HttpAnswer part = get("/assets/app.js", "Accept-Encoding: br", "Range: bytes=1-1");
        assertEquals("bytes 1-1/3", part.header("Content-Range"));
        assertEquals("br", part.header("Content-Encoding"));
        assertEquals("new", get("/stale.js", "Accept-Encoding: gzip").text());
    }

    @Test
    void aChangeIsSeenWithinSeconds() throws Exception {
        write("changing.txt", "first");
        assertEquals("first", get("/changing.txt").text());
        Files.writeString(site.resolve("changing.txt"), "second");
        String seen = "first";
        for (int i = 0; i < 500 && seen.equals("first"); i++) {
            seen = get("/changing.txt").text();
            Thread.sleep(10); // between two looks; it is looked at again once a second
        }
        assertEquals("second", seen);
        Files.delete(site.resolve("changing.txt"));
        int status = 200;
        for (int i = 0; i < 500 && status == 200; i++) {
            status = get("/changing.txt").status();
            Thread.sleep(10);
        }
        assertEquals(404, status);
    }

    @Test
    void curlReadsThem() throws Exception {
        Needs.program("curl", "curl");
        Path to = folder.resolve("downloaded");
        String url = "http://127.0.0.1:" + port();
        assertEquals(
                "200",
                curl(
                        "-o",
                        to.toString(),
                        "-w",
                        "%{http_code}",
                        "-H",
                        "Accept-Encoding: gzip",
                        "--compressed",
                        url + "/assets/app.js?x"));
        assertArrayEquals(SCRIPT, Files.readAllBytes(to));
        assertEquals("<h1>start</h1>", curl(url));
        assertEquals("234", curl("-r", "2-4", url + "/a.txt"));
        Files.writeString(to, "0123");
        curl("-C", "-", "-o", to.toString(), url + "/a.txt");
        assertEquals("0123456789", Files.readString(to));
        Path tags = folder.resolve("tags");
        curl("--etag-save", tags.toString(), url + "/a.txt");
        assertEquals("304", curl("--etag-compare", tags.toString(), "-w", "%{http_code}", url + "/a.txt"));
        assertEquals("304", curl("-z", OLD_TEXT, "-w", "%{http_code}", url + "/a.txt"));
        assertEquals("docs", curl("-L", url + "/docs"));
    }

    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + " says " + output);
        return output;
    }
}
