package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A path is the same path however its unreserved characters are written (RFC 3986, section 6.2.2.2). */
class EncodedPathTest extends SharedServerTest {
    @ParameterizedTest
    @CsvSource({
        "/%70laintext, 200",
        "/plainte%78t?a=%20, 200",
        "http://localhost/%70laintext, 200",
        "/%65cho, 426",
        "/%77s, 426",
        "/%61dmin/sockets, 200",
        "/admin/%73ockets?state=open, 200",
        "/%74/encoded-path, 200",
        "/%6detrics, 200"
    })
    void ofHttp(String target, int status) throws Exception {
        try (RawSocket socket = connect()) {
            for (int i = 0; i < 3; i++) { // the third is recognised as the one before
                HttpAnswer answer = socket.ask(Request.get(target)
                        .without("Authorization")
                        .with("Authorization: Bearer " + TestServer.ADMIN_TOKEN));
                assertEquals(status, answer.status(), () -> answer.head() + answer.text());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%65cho", "/%77s", "/%74/a", "/t%2F%61", "/t/%72oom%3A7/%77s?since=%61ll"})
    void ofAWebSocket(String target) throws Exception {
        try (RawSocket socket = connect()) {
            socket.send(Request.upgrade(target).bytes());
            if (target.contains("%2F")) {
                assertEquals(404, socket.answer().status());
            } else {
                socket.expectSwitch();
            }
        }
    }

    @Test
    void theLedgerHasOneNameForIt() throws Exception {
        try (Ledger ledger = new Ledger(port());
                RawSocket socket = connect()) {
            socket.send(Request.upgrade("/%65ch%6F").bytes());
            socket.expectSwitch();
            String row = ledger.get(ledger.newest()).text();
            assertTrue(row.contains("\"/echo\""), row);
        }
    }

    /** A proxy in front may count the other one, or take a semicolon for what it is to browsers: a part of the value. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/t/a?limit=1&limit=2",
                "/t/a?limit=1&limit=1",
                "/t/a?since=all;limit=1",
                "/t/a/json?since=all&%73ince=1h",
                "/t/a?since=%FF",
                "/admin/sockets?limit=1&limit=2",
                "/admin/sockets?limit=%D9%A1",
                "/admin/sockets?limit=%2B1"
            })
    void aParameterHasOneMeaning(String target) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get(target));
            assertEquals(400, answer.status(), () -> answer.head() + answer.text());
            Problem.of(answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/%2Fplaintext, 404",
        "/%2fplaintext, 404",
        "/%70laintext%3F, 404",
        "/%70laintext%2, 404",
        "/%70lain%zztext, 404",
        "/%2e/plaintext, 404",
        "/t/%2e%2e, 400",
        "/t/a/%2E%2E/b, 400",
        "/t/%%36%31, 400",
        "/t/%2561, 400"
    })
    void otherEscapesStayRefused(String target, int status) throws Exception {
        try (RawSocket socket = connect()) {
            HttpAnswer answer = socket.ask(Request.get(target));
            assertEquals(status, answer.status(), () -> answer.head() + answer.text());
            Problem.of(answer);
        }
    }
}
