package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a request that came through trusted proxies is from: the last address that none of them has. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForwardedTest {
    private static final Pattern CLIENT = Pattern.compile("\"proxiedClient\":\"([^\"]*)\"");
    private static final String TRUSTED = "--trusted-proxy=127.0.0.1,10.0.0.0/8,2001:db8:aaaa::/48";

    private final TestServer server = TestServer.start(TRUSTED);
    private final TestServer rfc = TestServer.start(TRUSTED, "--forwarded-header=forwarded");

    @AfterAll
    void stop() {
        server.close();
        rfc.close();
    }

    private static String client(TestServer server, String... fields) throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            return client(socket, fields);
        }
    }

    /** The client that the ledger has for the asking socket; empty if it is the peer. */
    private static String client(RawSocket socket, String... fields) throws IOException {
        Request request = Request.get("/admin/sockets");
        for (String field : fields) {
            request.with(field);
        }
        HttpAnswer answer = socket.ask(request);
        assertEquals(200, answer.status(), answer::text);
        String own = answer.text().substring(answer.text().indexOf("\"client\":\"" + socket.client() + "\""));
        int next = own.indexOf("\"id\":");
        Matcher client = CLIENT.matcher(next < 0 ? own : own.substring(0, next));
        return client.find() ? client.group(1) : "";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9                                | 203.0.113.9
            203.0.113.9:4711                           | 203.0.113.9:4711
            [2001:db8::1]:4711                         | [2001:db8::1]:4711
            [2001:db8::1]                              | 2001:db8::1
            2001:db8::1                                | 2001:db8::1
            ::ffff:203.0.113.9                         | 203.0.113.9
            198.51.100.1, 203.0.113.9                  | 203.0.113.9
            198.51.100.1, 203.0.113.9, 10.0.0.1        | 203.0.113.9
            203.0.113.9,10.0.0.1,2001:db8:aaaa::1      | 203.0.113.9
            10.0.0.2, 10.0.0.1                         | 10.0.0.2
            127.0.0.1, 203.0.113.9                     | 203.0.113.9
            garbage, 203.0.113.9                       | 203.0.113.9
            203.0.113.9, garbage                       | ''
            203.0.113.9, garbage, 10.0.0.1             | 10.0.0.1
            203.0.113.9, unknown                       | ''
            203.0.113.9,                               | ''
            ,,,203.0.113.9                             | 203.0.113.9
            203.0.113.9:99999                          | ''
            203.0.113.9:x                              | ''
            203.0.113                                  | ''
            fe80::1%eth0                               | ''
            [2001:db8::1                               | ''
            []                                         | ''
            :                                          | ''
            """)
    void theLastAddressThatIsNoProxys(String field, String client) throws IOException {
        assertEquals(client, client(server, "X-Forwarded-For: " + field));
    }

    @Test
    void linesAreOneList() throws IOException {
        assertEquals(
                "203.0.113.9",
                client(
                        server,
                        "X-Forwarded-For: 198.51.100.1",
                        "X-Forwarded-For: 203.0.113.9",
                        "X-Forwarded-For: 10.0.0.1"));
        assertEquals("", client(server, "X-Forwarded-For: 203.0.113.9", "X-Forwarded-For:"));
    }

    @Test
    void anAddressBehindLongJunkIsFound() throws IOException {
        assertEquals("203.0.113.9", client(server, "X-Forwarded-For: " + ",".repeat(8000) + "203.0.113.9"));
        assertEquals("10.0.0.1", client(server, "X-Forwarded-For: " + "10.0.0.1,".repeat(800) + "10.0.0.1"));
    }

    @Test
    void onlyOneOfTheFieldsIsRead() throws IOException {
        assertEquals("", client(server, "Forwarded: for=203.0.113.9"));
        assertEquals("203.0.113.9", client(server, "X-Forwarded-For: 203.0.113.9", "Forwarded: for=198.51.100.1"));
        assertEquals("", client(rfc, "X-Forwarded-For: 203.0.113.9"));
        try (TestServer none = TestServer.start(TRUSTED, "--forwarded-header=none")) {
            assertEquals("", client(none, "X-Forwarded-For: 203.0.113.9"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            for=203.0.113.9                                      | 203.0.113.9
            For="203.0.113.9:4711";proto=https;by=10.0.0.1       | 203.0.113.9:4711
            proto=https;for="[2001:db8::1]:4711"                 | [2001:db8::1]:4711
            for="203.0.113.9:_hidden"                            | 203.0.113.9
            for=198.51.100.1, for=203.0.113.9, for=10.0.0.1      | 203.0.113.9
            for="unbalanced, for=203.0.113.9                     | 203.0.113.9
            for=unknown, for=203.0.113.9                         | 203.0.113.9
            for=203.0.113.9, for=_hidden                         | ~~
            for=203.0.113.9, proto=https                         | ~~
            for=203.0.113.9;for=198.51.100.1                     | ~~
            for=203.0.113.9;                                     | ~~
            203.0.113.9                                          | ~~
            """)
    void theStandardField(String field, String client) throws IOException {
        assertEquals(client, client(rfc, "Forwarded: " + field));
    }

    @Test
    void eachRequestOfAConnectionHasItsOwn() throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            assertEquals("203.0.113.9", client(socket, "X-Forwarded-For: 203.0.113.9"));
            assertEquals("198.51.100.1", client(socket, "X-Forwarded-For: 198.51.100.1"));
            assertEquals("", client(socket));
        }
    }

    @Test
    void whoIsNotTrustedIsNotHeard() throws IOException {
        try (TestServer strict = TestServer.start("--trusted-proxy=10.0.0.0/8");
                TestServer alone = TestServer.start()) {
            assertEquals("", client(strict, "X-Forwarded-For: 203.0.113.9"));
            assertEquals("", client(alone, "X-Forwarded-For: 203.0.113.9"));
        }
    }

    @Test
    void theLedgerFindsASocketByItsClient() throws IOException {
        try (RawSocket webSocket = RawSocket.connect(server.port());
                RawSocket asker = RawSocket.connect(server.port())) {
            webSocket.send(Request.upgrade("/echo")
                    .with("X-Forwarded-For: 203.0.113.77")
                    .bytes());
            webSocket.expectSwitch();
            String found =
                    asker.ask(Request.get("/admin/sockets?client=203.0.113.77")).text();
            assertTrue(found.contains("\"protocol\":\"websocket\""), found);
            assertTrue(found.contains("\"proxiedClient\":\"203.0.113.77\""), found);
        }
    }

    /** A proxy that passes TCP on, in front of one that speaks HTTP. */
    @Test
    void aProxyHeaderMayNameATrustedProxy() throws IOException {
        try (TestServer both = TestServer.start(TRUSTED, "--proxy-protocol=on")) {
            assertEquals("203.0.113.9", clientBehind(both, "10.0.0.7"));
            assertEquals("198.51.100.7:1", clientBehind(both, "198.51.100.7"));
        }
    }

    /** The client that the ledger has for a request that names one, on a connection that a PROXY header says is from this one. */
    private static String clientBehind(TestServer server, String connectedFrom) throws IOException {
        try (RawSocket socket = RawSocket.connect(server.port())) {
            socket.send(Bytes.latin1("PROXY TCP4 " + connectedFrom + " 10.0.0.8 1 2\r\n"));
            return client(socket, "X-Forwarded-For: 203.0.113.9");
        }
    }
}
