package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.fleet.CheckedMessage.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedMessageTest {
    private static final int RUN = 0xbeef;
    private final CheckedMessage sender = new CheckedMessage(RUN);
    private final CheckedMessage receiver = new CheckedMessage(RUN);

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 20, 31, 32, 33, 100, 65_536})
    void carriesWhoseAndWhichItIs(int length) {
        byte[] message = new byte[length];
        sender.write(message, length, 0xabcdef, 0xfedcba98L, 123_456_789_012L, 123_456_789_999L);
        assertEquals(Reading.INTACT, receiver.read(message, length));
        assertCarries(length >= CheckedMessage.TIMED_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 23, 24, 25, 42, 43, 44, 45, 128, 65_536})
    void theSameAsText(int length) {
        byte[] text = sender.text(length, 0xabcdef, 0xfedcba98L, 123_456_789_012L, 123_456_789_999L);
        assertEquals(length, text.length);
        for (byte c : text) {
            assertTrue(c > ' ' && c < 0x7f, "text is printable ASCII");
        }
        assertEquals(Reading.INTACT, receiver.readText(text, length));
        assertCarries(length >= CheckedMessage.TIMED_TEXT_BYTES);
    }

    private void assertCarries(boolean timed) {
        assertEquals(0xabcdef, receiver.connection());
        assertEquals(0xfedcba98L, receiver.sequence());
        assertEquals(timed ? 123_456_789_012L : 0, receiver.dueNanos());
        assertEquals(timed ? 123_456_789_999L : 0, receiver.sentNanos());
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 20, 40})
    void everySingleBitCounts(int length) {
        byte[] message = new byte[length];
        sender.write(message, length, 1, 2, 3, 4);
        for (int bit = 0; bit < length * 8; bit++) {
            message[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Reading.CORRUPTED, receiver.read(message, length), "bit " + bit);
            message[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertEquals(Reading.INTACT, receiver.read(message, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 23, 25, 43, 61})
    void everySingleBitOfTextCounts(int length) {
        byte[] text = sender.text(length, 1, 2, 3, 4);
        for (int bit = 0; bit < length * 8; bit++) {
            text[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Reading.CORRUPTED, receiver.readText(text, length), "bit " + bit);
            text[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertEquals(Reading.INTACT, receiver.readText(text, length));
    }

    @Test
    void everyOtherLengthIsSeen() {
        byte[] message = new byte[40];
        sender.write(message, 36, 1, 2, 3, 4);
        byte[] text = Arrays.copyOf(sender.text(50, 1, 2, 3, 4), 60);
        for (int length = 0; length <= 40; length++) {
            Reading other = length < 2 ? Reading.UNKNOWN : Reading.CORRUPTED;
            assertEquals(length == 36 ? Reading.INTACT : other, receiver.read(message, length));
        }
        for (int length = 0; length <= 60; length++) {
            Reading other = length < 4 ? Reading.UNKNOWN : Reading.CORRUPTED;
            assertEquals(length == 50 ? Reading.INTACT : other, receiver.readText(text, length));
        }
    }

    @Test
    void whatIsNotOursIsUnknown() {
        for (String text : List.of("", "hi", "Request served by node-7", "x".repeat(128), "{\"type\":\"ping\"}")) {
            byte[] message = text.getBytes(StandardCharsets.US_ASCII);
            assertEquals(Reading.UNKNOWN, receiver.read(message, message.length), text);
            assertEquals(Reading.UNKNOWN, receiver.readText(message, message.length), text);
        }
    }

    @Test
    void anotherRunIsForeign() {
        byte[] message = new byte[20];
        new CheckedMessage(RUN + 1).write(message, 20, 1, 2, 3, 4);
        assertEquals(Reading.FOREIGN, receiver.read(message, 20));
    }

    @Test
    void lengthsHaveBounds() {
        byte[] message = new byte[40];
        assertEquals(
                "size: 15B (expected: 16B to 16777215B)",
                assertThrows(IllegalArgumentException.class, () -> sender.write(message, 15, 1, 1, 1, 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> sender.text(21, 1, 1, 1, 1));
    }
}
