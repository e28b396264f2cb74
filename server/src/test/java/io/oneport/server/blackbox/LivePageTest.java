package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.testing.Needs;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page at /admin/, in a real browser. */
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
