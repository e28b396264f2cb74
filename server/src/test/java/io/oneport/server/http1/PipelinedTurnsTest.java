package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who pipelines many requests has them answered in parts, and others have their turn between. */
class PipelinedTurnsTest {
    private static final String GET = "GET /a HTTP/1.1\r\nHost: here\r\n\r\n";

    private final List<Exchange> asked = new ArrayList<>();
    private final Route[] routes = {
        Route.get("/a", exchange -> exchange.answer(Response.text("a"))),
        Route.get(
                "/n/*",
                exchange -> exchange.answer(Response.text(exchange.request().path()))),
        Route.get("/large", exchange -> exchange.answer(Response.text("x".repeat(70_000)))),
        Route.get("/later", asked::add),
        Route.post(
                "/a",
                HttpChannel.taking(
                        100,
                        exchange -> exchange.answer(
                                Response.text("" + exchange.request().body().length))))
    };
    private HttpChannel http = HttpChannel.serving(routes);

    @AfterEach
    void close() {
        http.close();
    }

    /** Other work of the same event loop, for so many turns. */
    private record Others(int[] turns) implements Work {
        Others(int turns) {
            this(new int[] {turns});
        }

        @Override
        public boolean work(TurnBudget budget) {
            return --turns[0] > 0;
        }

        @Override
        public boolean failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    @Test
    void anotherSocketIsServedBeforeAllOfManyRequestsAre() {
        HttpChannel other = http.sibling(routes);
        String first = http.send(requests(1000));
        assertEquals(256, answers(first));
        assertFalse(http.channel.config().isAutoRead(), "what the peer sends on waits on its side");
        assertEquals(1, answers(other.send(GET)));
        http.runWork();
        assertEquals(paths(0, 1000), paths(first + http.written()), "in order, and all of them");
        assertTrue(http.channel.config().isAutoRead());
        other.close();
    }

    @Test
    void asManyAsAreUsuallyPipelinedAreAnsweredInOneGoThoughOthersWait() {
        http.connection.work().add(new Others(3));
        assertEquals(paths(0, 16), paths(http.send(requests(16))));
        assertEquals(paths(0, 16), paths(http.send(requests(40))));
        http.runWork();
        assertEquals(paths(16, 40), paths(http.written()));
    }

    @Test
    void whoFillsTheOutputBufferHasHadItsTurn() {
        assertEquals(1, answers(http.send("GET /large HTTP/1.1\r\nHost: here\r\n\r\n".repeat(3))));
        http.runWork();
        assertEquals(2, answers(http.written()));
    }

    @Test
    void answersAreTheSameWhereverTheBytesAreCut() {
        String post = "POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nGET ";
        String chunked = "POST /a HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nGET\r\n0\r\n\r\n";
        String last = "GET /a HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
        String all = GET.repeat(15) + post + chunked + "\r\n" + GET.repeat(14) + chunked + GET.repeat(4) + last + GET;
        String expected = http.send(all);
        http.runWork();
        expected += http.written();
        assertEquals(37, answers(expected));
        assertTrue(expected.contains("connection: close"), expected);
        for (int cut = 0; cut <= all.length(); cut++) {
            http.close();
            http = HttpChannel.serving(routes);
            http.connection.work().add(new Others(2));
            String read = http.send(all.substring(0, cut)) + http.send(all.substring(cut));
            assertTrue(answers(read) <= 2 * 16, "16 of each read; cut at " + cut);
            http.runWork();
            assertEquals(expected, read + http.written(), "cut at " + cut);
        }
    }

    @Test
    void anAnswerThatTakesAMomentKeepsItsPlace() {
        http.connection.work().add(new Others(2));
        String later = "GET /later HTTP/1.1\r\nHost: here\r\n\r\n";
        assertEquals(paths(0, 10), paths(http.send(requests(10) + later + requests(40))));
        asked.get(0).answer(Response.text("/later"));
        String next = http.written();
        assertTrue(next.endsWith("/n/15"), next);
        http.runWork();
        assertEquals("/later " + paths(0, 40), paths(next + http.written()));
    }

    @Test
    void whoClosesItsSideMeanwhileGetsAllAnswersAndThenTheEnd() {
        String first = http.send(requests(600));
        http.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertTrue(http.channel.isOpen());
        http.runWork();
        assertEquals(paths(0, 600), paths(first + http.written()));
        assertFalse(http.channel.isOpen());
    }

    @Test
    void aSocketThatClosesMeanwhileIsForgotten() {
        assertEquals(256, answers(http.send(requests(600))));
        http.channel.close();
        http.runWork();
        http.channel.checkException();
        assertEquals("", http.written());
        assertEquals(0, http.connection.work().size());
    }

    @Test
    void aConnectionThatIsToEndMeanwhileEndsWithItsNextAnswer() {
        http.send(requests(600));
        http.connection.goAway("the server stops");
        assertTrue(http.channel.isOpen());
        http.runWork();
        String last = http.written();
        assertEquals("/n/256", paths(last));
        assertTrue(last.contains("connection: close\r\n"), last);
        assertFalse(http.channel.isOpen());
    }

    private static String requests(int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> "GET /n/" + n + " HTTP/1.1\r\nHost: here\r\n\r\n")
                .collect(Collectors.joining());
    }

    private static int answers(String written) {
        return written.split("HTTP/1.1 200 OK\r\n", -1).length - 1;
    }

    /** The paths that these answers echo. */
    private static String paths(String written) {
        return written.lines()
                .map(line -> line.replaceFirst("HTTP/1.1 200 OK$", ""))
                .filter(line -> line.startsWith("/"))
                .collect(Collectors.joining(" "));
    }

    private static String paths(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "/n/" + n).collect(Collectors.joining(" "));
    }
}
