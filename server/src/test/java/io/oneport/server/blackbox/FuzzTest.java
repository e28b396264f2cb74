package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Good input with random damage: whatever it becomes, the server answers in well-formed HTTP and frames or not at all,
 * blames itself for nothing (no 500, no 1011), ends the connection in order, and goes on serving.
 */
class FuzzTest extends SharedServerTest {
    private static final int ROUNDS = 700;
    private static final byte[] SALT = Bytes.latin1("\r\n :,;0\0\t\u0080\u00ff\u007fG");

    /** What stays whole, and what gets damaged behind it. */
    record Input(String name, byte[] whole, byte[] damaged) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Input> inputs() {
        byte[] none = {};
        byte[] get = Request.get("/plaintext?a=b").with("X-A: b, c").bytes();
        byte[] post = Request.of("POST", "/plaintext").body("0123456789").bytes();
        byte[] chunked = Request.of("PUT", "/healthz")
                .with("Transfer-Encoding: chunked")
                .after("5;x=y\r\nhello\r\n3\r\nabc\r\n0\r\nX-T: v\r\n\r\n")
                .bytes();
        byte[] upgrade =
                Request.upgrade("/echo").with("Origin: http://localhost").bytes();
        byte[] frames = Bytes.concat(
                Frames.text("κόσμε"),
                Frames.frame(Frames.BINARY, Bytes.letters(130)).notFinal().bytes(),
                Frames.ping(Bytes.utf8("ping")),
                Frames.frame(Frames.CONTINUATION, "end").bytes(),
                Frames.pong(new byte[0]),
                Frames.text("last"),
                Frames.close(1000, "bye"));
        return List.of(
                new Input("requests", none, Bytes.concat(get, post, chunked, get)),
                new Input("an upgrade", get, Bytes.concat(upgrade, frames)),
                new Input("frames", upgrade, frames));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void damagedInputIsAnsweredInOrder(Input input) throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] sent = Bytes.concat(input.whole, damage(input.damaged, random));
            try (RawSocket socket = connect()) {
                sendInPieces(socket, sent, random);
                assertWellFormed(socket.toEof());
            } catch (IOException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + " round " + round + " sent "
                                + HexFormat.of().formatHex(sent),
                        e);
            }
        }
    }

    private static void sendInPieces(RawSocket socket, byte[] bytes, Random random) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int to = random.nextInt(3) == 0 ? from + 1 + random.nextInt(bytes.length - from) : bytes.length;
            socket.send(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        socket.finish();
    }

    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = bytes;
        for (int i = 1 + random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            byte[] before = Arrays.copyOf(damaged, at);
            byte[] behind = Arrays.copyOfRange(damaged, at + 1, damaged.length);
            byte[] one = {damaged[at]};
            byte[] other = {random.nextBoolean() ? (byte) random.nextInt(256) : SALT[random.nextInt(SALT.length)]};
            damaged = switch (random.nextInt(6)) {
                case 0 -> Bytes.concat(before, behind);
                case 1 -> Bytes.concat(before, other, one, behind);
                case 2 -> Bytes.concat(before, other, behind);
                case 3 -> Bytes.concat(before, new byte[] {(byte) (one[0] ^ 1 << random.nextInt(8))}, behind);
                case 4 -> Bytes.concat(before, one, before, behind);
                default -> Bytes.concat(before, Arrays.copyOfRange(behind, behind.length / 2, behind.length));
            };
        }
        return damaged;
    }

    private static void assertWellFormed(byte[] replies) throws IOException {
        InputStream in = new ByteArrayInputStream(replies);
        while (in.available() > 0) {
            HttpAnswer answer = HttpAnswer.read(in, false);
            int status = answer.status();
            assertTrue(status < 500 || status == 501 || status == 505, answer::head);
            assertTrue(!answer.closes() || in.available() == 0, () -> "nothing behind " + answer.head());
            if (status == 101) {
                assertFrames(in);
            }
        }
    }

    private static void assertFrames(InputStream in) throws IOException {
        while (in.available() > 0) {
            ServerFrame frame = ServerFrame.read(in);
            if (frame.opcode() == Frames.CLOSE) {
                // The server's own Close has a reason; without one it is the peer's code, which damage may have made
                // 1011.
                assertTrue(frame.closeCode() != 1011 || frame.payload().length == 2, frame::toString);
                assertEquals(0, in.available(), () -> "nothing behind " + frame);
            }
        }
    }
}
