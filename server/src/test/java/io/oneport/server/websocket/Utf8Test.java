package io.oneport.server.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Held against the JDK's own decoder: every sequence of two bytes, and longer ones at the edges of every range. */
class Utf8Test {
    private static final int[] EDGES = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};

    @Test
    void agreesWithTheJdkOnSequencesOfUpToThreeBytes() {
        for (int first = 0; first < 256; first++) {
            assertAgrees((byte) first);
            for (int second = 0; second < 256; second++) {
                assertAgrees((byte) first, (byte) second);
                for (int third : EDGES) {
                    assertAgrees((byte) first, (byte) second, (byte) third);
                }
            }
        }
    }

    @Test
    void agreesWithTheJdkOnFourByteForms() {
        for (int first = 0xf0; first < 0x100; first++) {
            for (int second = 0; second < 256; second++) {
                for (int last : EDGES) {
                    assertAgrees((byte) first, (byte) second, (byte) 0x80, (byte) last);
                    assertAgrees((byte) first, (byte) second, (byte) last, (byte) 0xbf);
                }
            }
        }
    }

    @Test
    void agreesWithTheJdkOnRandomText() {
        long seed = System.nanoTime();
        System.out.println("Utf8Test seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String text = random.ints(12, 0, 0x110000)
                    .filter(c -> c < 0xd800 || c > 0xdfff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            assertAgrees(bytes);
        }
    }

    @Test
    void refusesTheFirstByteThatCannotBeRight() {
        byte[] overlong = {'a', (byte) 0xe0, (byte) 0x80};
        int state = Utf8.check(Utf8.ACCEPT, Unpooled.wrappedBuffer(overlong, 0, 2));
        assertEquals(Utf8.REJECT, Utf8.check(state, Unpooled.wrappedBuffer(overlong, 2, 1)));
    }

    /** One for all: the detector that watches each buffer would take most of the time. */
    private final ByteBuf buffer = Unpooled.buffer(64, 64);

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(64);

    private void assertAgrees(byte... bytes) {
        int whole = Utf8.check(Utf8.ACCEPT, buffer.clear().writeBytes(bytes));
        int dribbled = Utf8.ACCEPT;
        for (byte b : bytes) {
            dribbled = Utf8.check(dribbled, buffer.clear().writeByte(b));
        }
        assertEquals(whole, dribbled);
        if (isUtf8(bytes) != (whole == Utf8.ACCEPT)) {
            throw new AssertionError("differs from the JDK on " + HexFormat.of().formatHex(bytes));
        }
    }

    /** The form of the JDK's that throws nothing. */
    private boolean isUtf8(byte[] bytes) {
        return !decoder.reset()
                .decode(ByteBuffer.wrap(bytes), decoded.clear(), true)
                .isError();
    }
}
