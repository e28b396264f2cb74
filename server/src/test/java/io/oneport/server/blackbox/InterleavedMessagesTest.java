package io.oneport.server.blackbox;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many WebSockets on one event loop, each in the midst of a message of its own: none gets a byte of another's. */
class InterleavedMessagesTest extends SharedServerTest {
    private static final int SOCKETS = 40;
    private static final int MESSAGES = 12;
    private static final int LONGEST = 400;

    /** How a socket leaves off, in the midst of a message. */
    private enum Ending {
        AFTER_ITS_LAST_MESSAGE,
        BREAKS_A_RULE,
        RESETS
    }

    /** One socket, what it has still to send, and what it is to get back. */
    private static final class Talker {
        final RawSocket socket;
        final Ending ending;
        final Deque<byte[]> parts = new ArrayDeque<>();
        final List<String> echoes = new ArrayList<>();

        Talker(RawSocket socket, int number, Random random) {
            this.socket = socket;
            this.ending = Ending.values()[number % Ending.values().length];
            byte[] all = {};
            for (int i = 0; i < MESSAGES; i++) {
                String text = "socket " + number + ", message " + i + ": " + "ä".repeat(random.nextInt(LONGEST));
                echoes.add(text);
                all = Bytes.concat(all, fragments(text, random));
            }
            if (ending != Ending.AFTER_ITS_LAST_MESSAGE) {
                all = Bytes.concat(
                        all, Frames.frame(Frames.TEXT, "unfinished").notFinal().bytes());
            }
            if (ending == Ending.BREAKS_A_RULE) {
                all = Bytes.concat(all, Frames.text("no continuation"));
            }
            for (int from = 0; from < all.length; ) {
                int to = Math.min(all.length, from + 1 + random.nextInt(random.nextBoolean() ? 10 : 1000));
                parts.add(Arrays.copyOfRange(all, from, to));
                from = to;
            }
        }

        private static byte[] fragments(String text, Random random) {
            byte[] payload = Bytes.utf8(text);
            byte[] all = {};
            int opcode = Frames.TEXT;
            int from = 0;
            while (random.nextInt(3) > 0) {
                int to = from + random.nextInt(payload.length - from + 1);
                byte[] part = Arrays.copyOfRange(payload, from, to);
                all = Bytes.concat(all, Frames.frame(opcode, part).notFinal().bytes(), Frames.pong(new byte[3]));
                opcode = Frames.CONTINUATION;
                from = to;
            }
            byte[] last = Arrays.copyOfRange(payload, from, payload.length);
            return Bytes.concat(all, Frames.frame(opcode, last).bytes());
        }

        void sendNext() throws IOException {
            socket.send(parts.remove());
            if (parts.isEmpty()) {
                for (String echo : echoes) {
                    socket.expectText(echo);
                }
                if (ending == Ending.BREAKS_A_RULE) {
                    socket.expectClose(1002);
                } else if (ending == Ending.RESETS) {
                    socket.reset();
                }
            }
        }
    }

    @Override
    String[] flags() {
        return new String[] {"--worker-threads=1"};
    }

    @Test
    void eachGetsItsOwnBack() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Talker> talkers = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                talkers.add(new Talker(webSocket(), i, random));
            }
            List<Talker> talking = new ArrayList<>(talkers);
            while (!talking.isEmpty()) {
                Talker talker = talking.get(random.nextInt(talking.size()));
                talker.sendNext();
                if (talker.parts.isEmpty()) {
                    talking.remove(talker);
                }
            }
            for (Talker talker : talkers) {
                if (talker.ending == Ending.AFTER_ITS_LAST_MESSAGE) {
                    talker.socket.expectEcho("and goes on");
                }
            }
        } finally {
            for (Talker talker : talkers) {
                talker.socket.close();
            }
        }
    }
}
