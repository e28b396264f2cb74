package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be asked of {@code /admin/sockets}: pages, filters and orders. */
class LedgerQueryTest {
    private static final int WEB_SOCKETS = 6;

    private final TestServer server = TestServer.start("--worker-threads=2", "--outbound-buffer=4KiB");
    private final RawSocket operator;
    private final List<RawSocket> webSockets = new ArrayList<>();

    /** The first WebSocket echoes nothing, the second once, and so on. */
    LedgerQueryTest() throws IOException {
        operator = RawSocket.connect(server.port());
        operator.expectPlaintext();
        for (int i = 0; i < WEB_SOCKETS; i++) {
            RawSocket socket = RawSocket.webSocket(server.port());
            webSockets.add(socket);
            for (int j = 0; j < i; j++) {
                socket.expectEcho("message " + j);
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        for (RawSocket socket : webSockets) {
            socket.close();
        }
        operator.close();
        server.close();
    }

    @Test
    void sortsByAFigureBothWaysAndStopsAtTheLimit() throws IOException {
        String webSockets = "?protocol=websocket&limit=3&sort=";
        assertEquals(List.of("5", "4", "3"), values("messagesIn", webSockets + "-messagesIn"));
        assertEquals(List.of("0", "1", "2"), values("messagesIn", webSockets + "messagesIn"));
        assertEquals(List.of("5", "4", "3"), values("messagesOut", webSockets + "-bytesOut"));
        List<String> ids = values("id", "?protocol=websocket");
        assertEquals(WEB_SOCKETS, ids.size());
        assertEquals(List.of(ids.get(5), ids.get(4), ids.get(3)), values("id", webSockets + "-id"));
        assertFalse(ask(webSockets + "-id").text().contains("\"next\""), "an order that changes has no pages");
    }

    @Test
    void pagesGiveEverySocketOnce() throws IOException {
        List<String> all = values("id", "");
        assertEquals(WEB_SOCKETS + 1, all.size());
        List<String> paged = new ArrayList<>();
        String after = "-1";
        while (after != null) {
            String page = "?limit=2&after=" + after;
            paged.addAll(values("id", page));
            List<String> next = values("next", page);
            after = next.isEmpty() ? null : next.get(0);
        }
        assertEquals(all, paged);
    }

    @Test
    void filtersByWorkerClientAndAge() throws IOException {
        List<String> onFirst = values("worker", "?worker=0");
        List<String> onSecond = values("worker", "?worker=1");
        assertTrue(onFirst.stream().allMatch("0"::equals), onFirst::toString);
        assertTrue(onSecond.stream().allMatch("1"::equals), onSecond::toString);
        assertEquals(WEB_SOCKETS + 1, onFirst.size() + onSecond.size());
        assertEquals(WEB_SOCKETS + 1, values("id", "?client=127.0.0.1").size());
        assertEquals(List.of(), values("id", "?client=127.0.0.2"));
        assertEquals(List.of(), values("id", "?client=::1"));
        assertEquals(WEB_SOCKETS + 1, values("id", "?minAge=0s").size());
        assertEquals(List.of(), values("id", "?minAge=1h"));
    }

    @Test
    void findsTheOneThatDoesNotRead() throws Exception {
        assertEquals(List.of(), values("id", "?minUnsentBytes=1"));
        byte[] payload = new byte[64 << 10];
        try (FloodingPeer peer =
                new FloodingPeer(server.port(), Request.upgrade("/echo").bytes(), i -> Frames.binary(payload))) {
            peer.sendUntilStuck(64 << 20);
            List<String> slow = values("id", "?minUnsentBytes=1");
            assertEquals(1, slow.size(), slow::toString);
            assertEquals(slow, values("id", "?sort=-unsentBytes&limit=1"));
        }
    }

    @Test
    void closedSocketsAreSortedAndFilteredAsWell() throws IOException {
        for (RawSocket socket : webSockets) {
            socket.send(Frames.close(1000, ""));
            socket.expectClose(1000);
            socket.expectEof();
            socket.finish(); // the server waits for it
        }
        String closed = "?state=closed&protocol=websocket";
        List<String> ids = values("id", closed);
        for (int i = 0; i < 1000 && ids.size() < WEB_SOCKETS; i++) {
            ids = values("id", closed);
        }
        assertEquals(List.of("5", "4"), values("messagesIn", closed + "&sort=-messagesIn&limit=2"));
        assertEquals(List.of(), values("id", closed + "&client=10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?state=ajar | open or closed",
                "?protocol=gopher | websocket",
                "?worker=2 | 0 to 1",
                "?worker=all | 0 to 1",
                "?client=localhost | an IP address",
                "?client=127.0.0.1:80 | an IP address",
                "?minAge=5 | a duration with its unit",
                "?minUnsentBytes=-1 | 0 or more",
                "?minUnsentBytes=1KiB | 0 or more",
                "?sort=size | unsentBytes",
                "?sort= | unsentBytes",
                "?sort=--id | unsentBytes",
                "?sort=id&after=3 | only without sort",
                "?limit=0 | 1 to 1000",
                "?limit=1001 | 1 to 1000",
                "?after=x | a number",
                "?page=2 | minUnsentBytes",
            })
    void whatIsWrongIsRefusedWithWhatWasExpected(String query, String expected) throws IOException {
        HttpAnswer answer = operator.ask(Request.get("/admin/sockets" + query));
        assertEquals(400, answer.status(), answer::head);
        String detail = Problem.of(answer).detail();
        assertTrue(detail.contains(expected), detail);
    }

    private HttpAnswer ask(String query) throws IOException {
        HttpAnswer answer = operator.ask(Request.get("/admin/sockets" + query));
        assertEquals(200, answer.status(), answer::text);
        return answer;
    }

    /** The values of one member, in order. */
    private List<String> values(String member, String query) throws IOException {
        Matcher matcher = Pattern.compile("\"" + member + "\"\\s*:\\s*(\\d+)")
                .matcher(ask(query).text());
        List<String> values = new ArrayList<>();
        while (matcher.find()) {
            values.add(matcher.group(1));
        }
        return values;
    }
}
