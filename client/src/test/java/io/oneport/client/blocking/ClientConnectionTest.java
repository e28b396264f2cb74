package io.oneport.client.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.testing.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {
    private final Embedded socket = new Embedded(Embedded.limits(100));

    @AfterEach
    void close() {
        socket.close();
    }

    private void receive(String text) {
        socket.receive(Bytes.latin1(text));
    }

    private void assertFailure(CompletableFuture<?> answer, String message) {
        assertTrue(answer.isDone());
        var failure = assertThrows(ExecutionException.class, answer::get);
        assertEquals(message, failure.getCause().getMessage());
        assertFalse(socket.channel.isOpen());
    }

    @Test
    void theRequestIsAPlainGet() {
        socket.get();
        assertEquals(
                "GET /plaintext HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nconnection: keep-alive\r\n\r\n",
                new String(socket.sent(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void oneAnswerAfterTheOtherOnTheSameSocket() {
        for (String body : new String[] {"first", "", "third"}) {
            var answer = socket.get();
            receive("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertEquals(200, answer.join().status());
            assertEquals(body, new String(answer.join().body(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatBrowsersTakeIsTaken() {
        for (String head : new String[] {
            "HTTP/1.1 200 OK\nContent-Length: 2\n\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n"
        }) {
            var answer = socket.get();
            receive(head + "ok");
            assertEquals("ok", new String(answer.join().body(), StandardCharsets.UTF_8), head);
        }
    }

    @Test
    void chunksAreJoined() {
        var answer = socket.get();
        receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        assertEquals("abcde", new String(answer.join().body(), StandardCharsets.UTF_8));
    }

    @Test
    void aBodyMayEndWithTheConnection() {
        var answer = socket.get();
        receive("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
        assertFalse(answer.isDone());
        socket.channel.close();
        assertEquals("abc", new String(answer.join().body(), StandardCharsets.UTF_8));
    }

    @Test
    void interimAnswersArePassedOver() {
        var answer = socket.get();
        receive("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        assertEquals(204, answer.join().status());
    }

    @Test
    void anUpgradeAfterAPlainRequest() {
        var answer = socket.get();
        receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertTrue(answer.isDone());
        socket.upgraded();
    }

    @Test
    void aRefusedUpgradeClosesTheSocket() {
        var upgraded = socket.upgrade();
        receive("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 4\r\n\r\nwhy?");
        assertFailure(upgraded, "the server refused to upgrade: 426 Upgrade Required: why?");
    }

    @Test
    void a101WithoutAcceptIsNotWaitedFor() {
        var upgraded = socket.upgrade();
        receive("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        assertTrue(upgraded.isCompletedExceptionally());
    }

    @Test
    void a101ThatNobodyAskedForIsRefused() {
        var answer = socket.get();
        socket.receive(Embedded.switching());
        assertFailure(answer, "the server switched protocols on a socket that did not ask for it");
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        var answer = socket.get();
        receive("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + "x".repeat(101));
        assertFailure(answer, "the body of the answer is longer than this client takes: 100B");
    }

    @Test
    void aHeadThatIsTooLongIsRefused() {
        var answer = socket.get();
        receive("HTTP/1.1 200 OK\r\nX: " + "x".repeat(2000) + "\r\n\r\n");
        assertTrue(answer.isCompletedExceptionally());
        assertFalse(socket.channel.isOpen());
    }

    @Test
    void aCutAnswerIsAFailure() {
        var answer = socket.get();
        receive("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        socket.channel.close();
        assertFailure(answer, "the server closed the connection in the middle of a response");
    }

    @Test
    void bytesThatAnswerNothingAreAFailureOfTheNextRequest() {
        receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertFailure(socket.get(), "the server sent data without a request");
    }

    @Test
    void oneRequestAtATime() {
        var first = socket.get();
        assertTrue(socket.get().isCompletedExceptionally());
        receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertEquals(200, first.join().status());
    }

    @Test
    void anAnswerHasADeadline() {
        socket.channel.freezeTime();
        var answer = socket.get();
        socket.channel.advanceTimeBy(5, TimeUnit.SECONDS);
        socket.channel.runScheduledPendingTasks();
        assertFailure(answer, "no answer within 5s");
    }
}
