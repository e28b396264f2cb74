package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.oneport.server.app.TestServer;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real browser lets a page of another origin do: nothing, unless the origin is listed. */
@Tag("load")
@Timeout(120)
class CrossOriginInBrowserTest {
    /** Tries everything on the server at BASE, and reports to the page's own. */
    private static final String PAGE = """
            <!doctype html><title>another origin</title><iframe name="sink"></iframe><script>
            const base = 'BASE';
            const asked = (path, options) => fetch(base + path, options).then(a => `${a.type} ${a.status}`, () => 'blocked');
            const opened = (socket, open, failed) => new Promise(done => {
              socket[open] = () => { done('open'); socket.close(); };
              socket[failed] = () => { done('blocked'); socket.close(); };
            });
            (async () => {
              const said = [];
              said.push('read ' + await asked('/t/a'));
              said.push('read with cookies ' + await asked('/t/a', { credentials: 'include' }));
              said.push('publish ' + await asked('/t/a', { method: 'PUT', body: 'x', headers: { Event: 'e', TTL: '1m' } }));
              said.push('admin ' + await asked('/admin/sockets/99999',
                { method: 'DELETE', headers: { Authorization: 'Bearer TOKEN' } }));
              said.push('WebSocket ' + await opened(new WebSocket(base.replace('http', 'ws') + '/echo'), 'onopen', 'onerror'));
              said.push('event stream ' + await opened(new EventSource(base + '/t/a/sse'), 'onopen', 'onerror'));
              await asked('/t/form', { method: 'POST', mode: 'no-cors', body: 'from a script' });
              const form = document.createElement('form');
              Object.assign(form, { action: base + '/t/form', method: 'POST', enctype: 'text/plain', target: 'sink' });
              form.innerHTML = '<input name="from" value="a form">';
              document.body.append(form);
              await new Promise(done => { document.querySelector('iframe').onload = done; form.submit(); });
              await fetch('/done', { method: 'POST', body: said.join('\\n') });
            })();
            </script>
            """;

    @TempDir
    Path folder;

    private final CompletableFuture<String> done = new CompletableFuture<>();
    private HttpServer pages;
    private volatile String page = "";
    private Browser browser;

    @BeforeEach
    void startThePage() throws IOException {
        Needs.program(Browser.PROGRAM, "chromium");
        pages = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        pages.createContext("/", exchange -> answer(exchange, page));
        pages.createContext("/done", exchange -> {
            done.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "");
        });
        pages.start();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (pages != null) {
            pages.stop(0);
        }
    }

    private String origin() {
        return "http://127.0.0.1:" + pages.getAddress().getPort();
    }

    /** What the page has seen of the server. */
    private List<String> visit(TestServer server) throws Exception {
        page = PAGE.replace("BASE", "http://localhost:" + server.port()).replace("TOKEN", TestServer.ADMIN_TOKEN);
        browser = new Browser(folder, 800, 600);
        browser.go(origin() + "/");
        return done.get(90, TimeUnit.SECONDS).lines().toList();
    }

    private static String published(TestServer server) throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            return socket.ask(Request.get("/t/form?since=all")).text();
        }
    }

    @Test
    void aPageOfAnotherOriginCanDoNothing() throws Exception {
        try (TestServer server = TestServer.start()) {
            assertEquals(
                    List.of(
                            "read blocked",
                            "read with cookies blocked",
                            "publish blocked",
                            "admin blocked",
                            "WebSocket blocked",
                            "event stream blocked"),
                    visit(server));
            String history = published(server);
            assertTrue(history.contains("\"messages\":[]"), history);
        }
    }

    @Test
    void aPageOfAListedOriginMay() throws Exception {
        try (TestServer server = TestServer.start("--origin=" + origin())) {
            assertEquals(
                    List.of(
                            "read cors 200",
                            "read with cookies cors 200",
                            "publish cors 201",
                            "admin cors 404",
                            "WebSocket open",
                            "event stream open"),
                    visit(server));
            String history = published(server);
            assertTrue(history.contains("from a script") && history.contains("from=a form"), history);
        }
    }

    @Test
    void everyPageMayButWithoutCookies() throws Exception {
        try (TestServer server = TestServer.start("--origin=*")) {
            List<String> seen = visit(server);
            assertEquals("read cors 200", seen.get(0));
            assertEquals("read with cookies blocked", seen.get(1));
            assertEquals("WebSocket open", seen.get(4));
        }
    }
}
