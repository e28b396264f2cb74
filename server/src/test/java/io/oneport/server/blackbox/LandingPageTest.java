package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.testing.Needs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page at /, in a real browser, and without it. */
@Tag("load")
@Timeout(120)
class LandingPageTest {
    @TempDir
    Path folder;

    private static String text(String id) {
        return "(document.getElementById('" + id + "')?.textContent ?? '')"; // also before the page has loaded
    }

    private static void type(Browser browser, String id, String value) throws Exception {
        browser.value("(f => { f.value = '" + value
                + "'; f.dispatchEvent(new Event('change')); })(document.getElementById('" + id + "'))");
    }

    @Test
    void whatIsPublishedIsReadThreeWaysAndABadTopicIsExplained() throws Exception {
        Needs.program(Browser.PROGRAM, "chromium");
        try (Browser browser = new Browser(folder, 390, 800)) {
            int port = readThreeWays(browser);
            // The server is gone; another one takes its place.
            browser.await(text("state") + ".includes('connects again')");
            try (TestServer server = TestServer.start("--port=" + port)) {
                assertEquals(port, server.port());
                browser.await(text("state") + " == 'open' && " + text("topic-sse-state") + " == 'open'");
            }
        }
    }

    /** Returns the port of the server that was asked; it is closed then. */
    private static int readThreeWays(Browser browser) throws Exception {
        try (TestServer server = TestServer.start()) {
            int port = server.port();
            String url = "http://127.0.0.1:" + port;
            browser.go(url + "/");
            browser.await(text("topic-ws-state") + " == 'open'");
            browser.await(text("topic-sse") + ".includes('after which a reader that was cut off resumes')");
            browser.await(text("code") + ".includes(\"curl -d 'Hello from curl' '" + url + "/t/hello'\")");
            type(browser, "event", "greeting");
            browser.value("document.querySelector('#publish button').click()");
            browser.await(text("topic-ws") + ".includes('Hello, everybody!')");
            browser.await("/[a-z0-9]+\\.1 greeting Hello, everybody!/.test(" + text("topic-sse") + ")");
            browser.await("/:\\d\\d · [a-z0-9]+\\.1 greeting Hello, everybody!/.test(" + text("history") + ")");
            browser.await(text("published") + ".endsWith('to 2 readers')");

            browser.await(text("state") + " == 'open'");
            browser.value("document.querySelector('#say button').click()");
            browser.await(text("ws-log") + ".includes('← hello (')");
            browser.value("document.getElementById('tab-python').click()");
            browser.await(text("code") + ".includes(\"url = '" + url + "/t/hello'\")");
            String wider = browser.value("document.documentElement.scrollWidth - innerWidth");
            assertTrue(Integer.parseInt(wider) <= 0, "wider than a phone by " + wider);
            String nameless =
                    "[...document.querySelectorAll('input, button')].filter(e => !(e.labels && e.labels.length)"
                            + " && !e.textContent.trim()).length";
            assertEquals("0", browser.value(nameless));
            hasNoSeriousBarrier(browser);

            type(browser, "topic", "a b");
            browser.await(text("topic-bad") + ".includes('expected')");
            assertEquals("refused", browser.value(text("topic-ws-state")));
            type(browser, "topic", "hello");
            browser.await(text("topic-ws-state") + " == 'open'");
            return port;
        }
    }

    private static void hasNoSeriousBarrier(Browser browser) throws Exception {
        browser.value(Axe.script());
        for (String scheme : List.of("light", "dark")) {
            browser.colors(scheme);
            assertEquals("", Axe.barriers(browser, scheme), scheme);
        }
    }

    @Test
    void pageEchoAndPlaintextCanBeSwitchedOff() throws Exception {
        try (TestServer server = TestServer.start("--landing-page=off", "--echo=off", "--plaintext=off");
                RawSocket socket = RawSocket.connect(server.port())) {
            for (String path : new String[] {"/", "/echo", "/plaintext"}) {
                assertEquals(404, socket.ask(Request.get(path)).status(), path);
            }
            assertEquals(200, socket.ask(Request.get("/healthz")).status());
            assertEquals(404, socket.ask(Request.upgrade("/echo")).status());
        }
    }
}
