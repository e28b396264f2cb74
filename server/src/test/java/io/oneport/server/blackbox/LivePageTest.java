package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page at /admin/, in a real browser. */
@Tag("load")
@Timeout(120)
class LivePageTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needsABrowser() {
        Needs.program(Browser.PROGRAM, "chromium");
    }

    private static String row(long id, String member) {
        return "document.querySelector('#socket-table tr[data-id=\"" + id + "\"]')" + member;
    }

    /** The ids of the rows that are marked as changed, whenever one is. */
    private static final String NOTE_CHANGES = """
            window.marked = new Set();
            new MutationObserver(() => document.querySelectorAll('tr.changed').forEach(row => marked.add(row.dataset.id)))
              .observe(document.getElementById('socket-table'), { childList: true, subtree: true })""";

    @Test
    void aSocketThatUpgradesIsSeenToChangeAndItsSiblingsAreNot() throws Exception {
        try (TestServer server = TestServer.start("--admin-port=0");
                Browser browser = new Browser(folder, 1280, 900);
                RawSocket sibling = RawSocket.connect(server.port());
                RawSocket socket = RawSocket.connect(server.port())) {
            sibling.ask(Request.get("/plaintext"));
            socket.ask(Request.get("/plaintext"));
            browser.go("http://127.0.0.1:" + server.adminPort() + "/admin/#/sockets");
            browser.await("document.querySelectorAll('#socket-table tbody tr').length >= 2");
            // The page's own stream has been seen to change before: it was HTTP, too.
            browser.await("[...document.querySelectorAll('#socket-table tbody tr')]"
                    + ".some(row => row.cells[2].textContent == 'sse')");
            long other = Long.parseLong(browser.value(idOf(sibling)));
            long upgraded = Long.parseLong(browser.value(idOf(socket)));
            browser.value(NOTE_CHANGES);
            socket.send(Request.upgrade("/echo").bytes());
            socket.expectSwitch();
            browser.await("marked.size > 0");
            assertEquals(String.valueOf(upgraded), browser.value("[...marked].join()"));
            assertEquals("websocket", browser.value(row(upgraded, ".cells[2].textContent")));
            assertEquals("http", browser.value(row(other, ".cells[2].textContent")));

            browser.value("location.hash = '#/socket/" + upgraded + "'");
            browser.await("document.getElementById('timeline').textContent.includes('http → websocket at /echo')");
            browser.await("document.getElementById('handlers').children.length > 0");
            browser.value("document.getElementById('close-socket').click()");
            browser.await("document.getElementById('confirm').open");
            browser.value("document.getElementById('confirm-yes').click()");
            browser.await("document.getElementById('timeline').textContent.includes('closed by the server')");
            browser.value("location.hash = '#/closed'");
            browser.await("document.getElementById('reasons').textContent.includes('closed by an administrator')");
            browser.assertQuiet();
        }
    }

    /** Views, and what must be there before one is looked at. */
    private static final List<String> VIEWS =
            List.of("#/", "#/sockets", "#/closed", "#/topics", "#/topic/news", "#/nodes", "#/socket/0");

    /** Nobody is kept out: not by colours, not by missing names, not for want of a mouse. */
    @Test
    void hasNoSeriousBarrier() throws Exception {
        String axe = Axe.script();
        String shots = System.getProperty("live.screenshots");
        try (TestServer server = TestServer.start("--admin-port=0");
                RawSocket reader = RawSocket.connect(server.port());
                RawSocket socket = RawSocket.webSocket(server.port());
                RawSocket publisher = RawSocket.connect(server.port());
                Browser browser = new Browser(folder, 1280, 900)) {
            reader.stream(Request.get("/t/news").with("Accept: text/event-stream"), "text/event-stream");
            publish(publisher);
            socket.expectEcho("one");
            browser.go("http://127.0.0.1:" + server.adminPort() + "/admin/");
            browser.await("document.querySelectorAll('#charts svg path.s0').length >= 7");
            browser.value(axe);
            for (String scheme : List.of("light", "dark")) {
                browser.colors(scheme);
                for (String view : VIEWS) {
                    browser.value("location.hash = '" + view + "'");
                    browser.await("document.querySelector('main > section:not([hidden]) :is(tbody tr, svg, dd)')");
                    assertEquals("", Axe.barriers(browser, scheme), scheme + " " + view);
                    if (shots != null) {
                        shoot(browser, Path.of(shots), scheme, view);
                    }
                }
            }
            browser.assertQuiet();
        }
    }

    private static void publish(RawSocket publisher) throws IOException {
        publisher.ask(Request.of("POST", "/t/news").with("Event: greeting").body("hello, all"));
        publisher.ask(Request.of("POST", "/t/prices.eur").body("{\"price\":1.08}"));
    }

    @Test
    void topicsAreFoundReadAndPublishedTo() throws Exception {
        try (TestServer server = TestServer.start("--admin-port=0");
                RawSocket reader = RawSocket.connect(server.port());
                RawSocket publisher = RawSocket.connect(server.port());
                Browser browser = new Browser(folder, 1280, 900)) {
            reader.stream(Request.get("/t/news").with("Accept: text/event-stream"), "text/event-stream");
            publish(publisher);
            browser.go("http://127.0.0.1:" + server.adminPort() + "/admin/#/topics");
            browser.await("document.querySelectorAll('#topic-table tbody tr').length == 2");
            browser.key("/");
            browser.await("document.activeElement.name == 'contains'");
            browser.value("document.activeElement.value = 'price'");
            browser.value("document.activeElement.dispatchEvent(new Event('change', { bubbles: true }))");
            browser.await("document.querySelectorAll('#topic-table tbody tr').length == 1");
            browser.value("location.hash = '#/topic/news'");
            browser.await("document.getElementById('messages').textContent.includes('hello, all')");
            browser.value("document.getElementById('message').value = 'from the page'");
            browser.value("document.querySelector('#publish button').click()");
            browser.await("document.getElementById('published').textContent == 'Published to 1 reader.'");
            browser.await("document.getElementById('messages').textContent.includes('from the page')");
            browser.assertQuiet();
        }
    }

    /** Single characters as commands are a trap for who dictates: WCAG 2.1, 2.1.4. */
    @Test
    void keysCanBeSwitchedOffFromTheKeyboardAndStayOff() throws Exception {
        String axe = Axe.script();
        String shots = System.getProperty("live.screenshots");
        try (TestServer server = TestServer.start("--admin-port=0");
                Browser browser = new Browser(folder, 1280, 900)) {
            String page = "http://127.0.0.1:" + server.adminPort() + "/admin/#/topics";
            browser.go(page);
            browser.await("document.getElementById('pause')?.title.endsWith('(p)')");
            browser.key("p");
            browser.await("document.getElementById('pause').textContent == 'Resume'");
            browser.key("p");
            browser.await("document.getElementById('pause').textContent == 'Pause'");

            browser.value("document.getElementById('pause').focus()");
            browser.key("Tab");
            browser.await("document.activeElement.id == 'keys-open'");
            browser.value("document.activeElement.click()");
            browser.await("document.getElementById('keys').open && document.activeElement.id == 'keys-on'");
            browser.value(axe);
            assertEquals("", Axe.barriers(browser, "light"));
            if (shots != null) {
                browser.screenshot(Path.of(shots).resolve("keys.png"));
            }
            browser.key(" ");
            browser.await("!document.getElementById('keys-on').checked");
            browser.key("Tab");
            browser.value("document.activeElement.click()");
            browser.await("!document.getElementById('keys').open");
            assertKeysAreOff(browser);

            browser.go("about:blank");
            browser.go(page);
            browser.await("document.getElementById('pause')?.title == 'Stop updating this page'");
            assertKeysAreOff(browser);
            browser.assertQuiet();
        }
    }

    private static void assertKeysAreOff(Browser browser) throws Exception {
        browser.key("p");
        browser.key("/");
        assertEquals("Pause", browser.value("document.getElementById('pause').textContent"));
        assertEquals("false", browser.value("String(document.activeElement.name == 'contains')"));
        assertEquals("any", browser.value("document.querySelector('[name=contains]').placeholder"));
    }

    @Test
    void aSocketThatIsNotKnownHasNoFactsOfAnother() throws Exception {
        try (TestServer server = TestServer.start("--admin-port=0");
                RawSocket socket = RawSocket.connect(server.port());
                Browser browser = new Browser(folder, 1280, 900)) {
            socket.ask(Request.get("/plaintext"));
            browser.go("http://127.0.0.1:" + server.adminPort() + "/admin/#/sockets");
            browser.await("document.querySelector('#socket-table td a')");
            browser.value("document.querySelector('#socket-table td a').click()");
            browser.await("document.querySelector('#facts dd')");
            browser.value("location.hash = '#/socket/999999'");
            browser.await("document.getElementById('socket-problem').textContent.includes('999999')");
            assertEquals("Socket 999999", browser.value("document.getElementById('socket-title').textContent"));
            assertEquals("0", browser.value("document.querySelectorAll('#facts dd, #timeline li').length"));
        }
    }

    /** Tables are made anew every two seconds. */
    @Test
    void aLinkInATableKeepsTheFocus() throws Exception {
        try (TestServer server = TestServer.start("--admin-port=0");
                RawSocket socket = RawSocket.connect(server.port());
                Browser browser = new Browser(folder, 1280, 900)) {
            socket.ask(Request.get("/plaintext"));
            browser.go("http://127.0.0.1:" + server.adminPort() + "/admin/#/sockets");
            browser.await("document.querySelector('#socket-table td a')");
            browser.value("window.link = document.querySelector('#socket-table td a'); link.focus()");
            browser.await("!document.contains(link)");
            assertEquals(
                    "true",
                    browser.value("document.activeElement.matches('#socket-table td a')"
                            + " && document.activeElement.href == link.href"));
            browser.assertQuiet();
        }
    }

    @Test
    void longMessagesAndNamesOfOthersFit() throws Exception {
        try (TestServer server = TestServer.start("--admin-port=0");
                RawSocket publisher = RawSocket.connect(server.port());
                Browser browser = new Browser(folder, 390, 800)) {
            String name = "n".repeat(128);
            publisher.ask(Request.of("POST", "/t/" + name).body("x".repeat(60_000)));
            browser.go("http://127.0.0.1:" + server.adminPort() + "/admin/#/topic/" + name);
            browser.await("document.querySelector('#messages td.long')");
            assertEquals("true", browser.value("document.documentElement.scrollWidth <= innerWidth"));
            assertEquals(
                    "true",
                    browser.value(
                            "document.querySelector('#messages td.long').getBoundingClientRect().right <= innerWidth"));
            browser.value("document.getElementById('event').value = '\\u{1F600} gr\\u00fc\\u00dfe'");
            browser.value("document.getElementById('message').value = 'hello'");
            browser.value("document.querySelector('#publish button').click()");
            browser.await("document.getElementById('published').textContent == 'Published to 0 readers.'");
            browser.await("document.getElementById('messages').textContent.includes('\\u{1F600} gr\\u00fc\\u00dfe')");
            browser.assertQuiet();
            browser.value("location.hash = '#/topic/%zz'");
            browser.await("document.getElementById('topic-problem').textContent.includes('expected')");
        }
    }

    private static void shoot(Browser browser, Path to, String scheme, String view) throws Exception {
        for (int width : new int[] {390, 800, 1280}) {
            browser.resize(width, 900);
            browser.await("innerWidth == " + width);
            String name = view.replaceAll("[^a-z]", "");
            browser.screenshot(to.resolve((name.isEmpty() ? "overview" : name) + "-" + scheme + "-" + width + ".png"));
        }
    }

    /** Where a socket is in the table, by its own address. */
    private static String idOf(RawSocket socket) {
        return "[...document.querySelectorAll('#socket-table tbody tr')].find(row => row.cells[1].textContent == '"
                + socket.client() + "').dataset.id";
    }

    @Test
    void thePublicPortAsksForTheTokenAndTheChartsAreDrawn() throws Exception {
        try (TestServer server = TestServer.start();
                Browser browser = new Browser(folder, 390, 800)) {
            browser.go("http://127.0.0.1:" + server.port() + "/admin");
            browser.await("document.getElementById('login') && !document.getElementById('login').hidden");
            browser.value("document.getElementById('token').value = 'not the token at all'");
            browser.value("document.querySelector('#login button').click()");
            browser.await("document.getElementById('refused').textContent.includes('does not accept')");
            browser.value("document.getElementById('token').value = '" + TestServer.ADMIN_TOKEN + "'");
            browser.value("document.querySelector('#login button').click()");
            browser.await("document.getElementById('state').className == 'live'");
            browser.await("document.querySelectorAll('#charts svg path.s0').length >= 7");
            browser.await("document.getElementById('limits').textContent.includes('max-sockets')");
            String wider = browser.value("document.documentElement.scrollWidth - innerWidth");
            assertTrue(Integer.parseInt(wider) <= 0, "wider than a phone by " + wider);
        }
    }
}
