package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who sends a body in very many parts has it read in turns, and others have theirs between. */
class BodyTurnsTest {
    private static final String HEAD = "POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String END = "0\r\n\r\n";
    private static final String GET = "GET /a HTTP/1.1\r\nHost: here\r\n\r\n";

    private final Route[] routes = {
        Route.get("/a", exchange -> exchange.answer(Response.text("a"))),
        Route.post(
                "/echo",
                HttpChannel.taking(
                        5000,
                        exchange -> exchange.answer(
                                Response.text(new String(exchange.request().body(), StandardCharsets.ISO_8859_1)))))
    };
    private HttpChannel http = HttpChannel.serving(routes);

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void anotherSocketIsServedBeforeAllOfABodyIsRead() {
        HttpChannel other = http.sibling(routes);
        assertEquals("", http.send(HEAD + chunks(3000) + END), "the body is here, and most of it is not read");
        assertFalse(http.channel.config().isAutoRead(), "what the peer sends on waits on its side");
        assertTrue(other.send(GET).endsWith("\r\n\r\na"));
        http.runWork();
        assertEquals(text(3000), body(http.written()));
        assertTrue(http.channel.config().isAutoRead());
        other.close();
    }

    @Test
    void bodiesAreTheSameWhereverTheBytesAreCut() {
        String all = HEAD + chunks(300) + "12c\r\n" + text(300) + "\r\n" + chunks(3) + END + GET;
        String expected = text(300) + text(300) + text(3);
        for (int cut = 0; cut <= all.length(); cut++) {
            http.close();
            http = HttpChannel.serving(routes);
            String answers = http.send(all.substring(0, cut)) + http.send(all.substring(cut));
            http.runWork();
            answers += http.written();
            int second = answers.lastIndexOf("HTTP/1.1 200 OK");
            assertEquals(expected, body(answers.substring(0, second)), "cut at " + cut);
            assertEquals("a", body(answers.substring(second)), "cut at " + cut);
        }
    }

    @Test
    void aBodyThatIsNotWholeYetIsReadOn() {
        assertEquals("", http.send(HEAD + chunks(1000)));
        http.runWork();
        assertTrue(http.channel.config().isAutoRead(), "the rest is to come");
        assertEquals(text(1000), body(http.send(END)));
    }

    @Test
    void whoClosesItsSideMeanwhileGetsItsAnswerAndThenTheEnd() {
        assertEquals("", http.send(HEAD + chunks(1000) + END));
        http.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertTrue(http.channel.isOpen());
        http.runWork();
        assertEquals(text(1000), body(http.written()));
        assertFalse(http.channel.isOpen());
    }

    @Test
    void whoClosesItsSideInTheMidstOfABodyIsClosedOnceItIsRead() {
        assertEquals("", http.send(HEAD + chunks(1000)));
        http.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertTrue(http.channel.isOpen());
        http.runWork();
        assertEquals("", http.written());
        assertFalse(http.channel.isOpen());
    }

    @Test
    void aSocketThatClosesMeanwhileIsForgotten() {
        http.send(HEAD + chunks(1000) + END);
        http.channel.close();
        http.runWork();
        http.channel.checkException();
        assertEquals("", http.written());
        assertEquals(0, http.connection.work().size());
    }

    @Test
    void aConnectionThatIsToEndMeanwhileEndsWithItsAnswer() {
        http.send(HEAD + chunks(1000) + END + GET);
        http.connection.goAway("the server stops");
        assertTrue(http.channel.isOpen());
        http.runWork();
        String last = http.written();
        assertEquals(text(1000), body(last));
        assertTrue(last.contains("connection: close\r\n"), last);
        assertFalse(http.channel.isOpen());
    }

    @Test
    void aBodyThatBecomesTooLongIsRefusedInTheMidst() {
        assertEquals("", http.send(HEAD + chunks(6000)));
        http.runWork();
        assertTrue(http.written().startsWith("HTTP/1.1 413 "));
        assertFalse(http.channel.isOpen());
    }

    @Test
    void aBodyThatIsTooLongIsRefusedAlthoughItsEndIsHere() {
        String answer = http.send(HEAD + ("2ff\r\n" + text(0x2ff) + "\r\n").repeat(7) + END + GET);
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("connection: close\r\n"), answer);
        assertFalse(http.channel.isOpen());
    }

    @Test
    void aMalformedChunkAfterManyGoodOnesIsRefused() {
        assertEquals("", http.send(HEAD + chunks(700) + "x\r\n"));
        http.runWork();
        assertTrue(http.written().startsWith("HTTP/1.1 400 "));
    }

    /** So many chunks of one byte. */
    private static String chunks(int count) {
        StringBuilder all = new StringBuilder();
        text(count).chars().forEach(c -> all.append("1\r\n").append((char) c).append("\r\n"));
        return all.toString();
    }

    private static String text(int length) {
        return "abcdefghijklmnopqrstuvwxyz!".repeat(length / 27 + 1).substring(0, length);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
