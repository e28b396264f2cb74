package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sends the same bytes once for each place where they can be cut in two.
 *
 * <p>The server must have one worker: then two round trips on a sibling prove that the first parts have been read
 * before the second parts are sent, without a sleep.
 */
final class Cuts {
    private static final int AT_ONCE = 200;

    private Cuts() {}

    /**
     * Sends the input cut at every index; all replies must equal the reply to the uncut input.
     *
     * @param port of a server with one worker
     * @param input must make the server close at its end
     * @return the reply to the uncut input, with Date masked
     */
    static String assertSameReply(int port, byte[] input) throws IOException {
        String expected;
        try (RawSocket socket = RawSocket.connect(port)) {
            socket.send(input);
            expected = reply(socket);
        }
        for (int from = 1; from < input.length; from += AT_ONCE) {
            compare(port, input, from, Math.min(from + AT_ONCE, input.length), expected);
        }
        return expected;
    }

    private static void compare(int port, byte[] input, int from, int to, String expected) throws IOException {
        List<RawSocket> sockets = new ArrayList<>();
        try (RawSocket sibling = RawSocket.connect(port)) {
            for (int cut = from; cut < to; cut++) {
                sockets.add(RawSocket.connect(port));
                sockets.get(cut - from).send(Arrays.copyOf(input, cut));
            }
            settle(sibling);
            for (int cut = from; cut < to; cut++) {
                sockets.get(cut - from).send(Arrays.copyOfRange(input, cut, input.length));
            }
            for (int cut = from; cut < to; cut++) {
                int at = cut;
                assertEquals(expected, reply(sockets.get(cut - from)), () -> "reply when cut at " + at);
            }
        } finally {
            for (RawSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Returns once a server with one worker has read all that was sent to it before. */
    static void settle(RawSocket sibling) throws IOException {
        sibling.expectPlaintext();
        sibling.expectPlaintext();
    }

    private static String reply(RawSocket socket) throws IOException {
        return HttpAnswer.maskDates(new String(socket.toEof(), StandardCharsets.ISO_8859_1));
    }
}
