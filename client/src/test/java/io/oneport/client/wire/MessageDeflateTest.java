package io.oneport.client.wire;

import static io.oneport.client.testing.Bytes.joined;
import static io.oneport.client.testing.Bytes.latin1;
import static io.oneport.client.wire.EmbeddedWebSocket.payload;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDeflateTest {
    private static final int MAX_BYTES = 100_000;

    private final MessageDeflate deflate = new MessageDeflate(MAX_BYTES);
    private final byte[] message = new byte[MAX_BYTES];

    @AfterEach
    void close() {
        deflate.close();
    }

    private byte[] inflated(byte[] compressed) throws DataFormatException {
        System.arraycopy(compressed, 0, deflate.compressed(), 0, compressed.length);
        int length = deflate.inflate(compressed.length, message);
        return length == MessageDeflate.NO ? null : Arrays.copyOf(message, length);
    }

    private byte[] compressed(byte[] payload) {
        int length = deflate.deflate(payload, payload.length);
        assertNotEquals(MessageDeflate.NO, length);
        return Arrays.copyOf(deflate.compressed(), length);
    }

    /** Letters that repeat, as text does. */
    private static byte[] words(int length) {
        byte[] words = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            words[i] = (byte) (i >= 7 && random.nextInt(10) > 0 ? words[i - 7] : 'a' + random.nextInt(26));
        }
        return words;
    }

    private static byte[] deflatedTo(Deflater deflater, byte[] payload, int flush) {
        byte[] room = new byte[payload.length + 100];
        deflater.setInput(payload);
        if (flush == Deflater.NO_FLUSH) {
            deflater.finish();
        }
        return Arrays.copyOf(room, deflater.deflate(room, 0, room.length, flush));
    }

    /** Each as RFC 7692, section 7.2.3, has it. */
    @ParameterizedTest
    @CsvSource({
        "f248cdc9c90700, Hello",
        "000500faff48656c6c6f00, Hello",
        "f348cdc9c9070000, Hello",
        "f24805000000ffffcac9c90700, Hello",
        "00, ''",
    })
    void examplesOfTheRfcAreInflated(String hex, String text) throws DataFormatException {
        assertArrayEquals(latin1(text), inflated(ByteBufUtil.decodeHexDump(hex)));
    }

    @Test
    void aMessageThatRefersToTheOneBeforeIsNone() throws DataFormatException {
        inflated(ByteBufUtil.decodeHexDump("f248cdc9c90700"));
        assertThrows(DataFormatException.class, () -> inflated(ByteBufUtil.decodeHexDump("f200110000")));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 127, 128, 1000, 32_768, 65_536, 99_999, 100_000})
    void whatIsCompressedIsWhatTheTextbookInflaterReads(int length) throws DataFormatException {
        byte[] payload = words(length);
        byte[] compressed = compressed(payload);
        assertTrue(compressed.length < length);
        Inflater textbook = new Inflater(true);
        textbook.setInput(joined(compressed, new byte[] {0, 0, -1, -1}));
        byte[] read = new byte[length + 1];
        assertEquals(length, textbook.inflate(read));
        textbook.end();
        assertArrayEquals(payload, Arrays.copyOf(read, length));
        assertArrayEquals(payload, inflated(compressed));
    }

    @Test
    void aMessageThatDoesNotGetSmallerIsNotCompressed() {
        for (int length : new int[] {0, 1, 2, 5, 16, 100, 1000, 65_536, MAX_BYTES}) {
            assertEquals(MessageDeflate.NO, deflate.deflate(payload(length), length), length + " bytes");
        }
        assertArrayEquals(words(100), assertInflates(compressed(words(100))));
    }

    private byte[] assertInflates(byte[] compressed) {
        try {
            return inflated(compressed);
        } catch (DataFormatException wrong) {
            throw new AssertionError(wrong);
        }
    }

    @Test
    void noPartOfAMessageIsTakenForAll() {
        byte[] compressed = compressed(words(500));
        for (int length = 0; length < compressed.length; length++) {
            byte[] part = Arrays.copyOf(compressed, length);
            assertThrows(DataFormatException.class, () -> inflated(part), "cut at " + length);
        }
        assertArrayEquals(words(500), assertInflates(compressed));
    }

    @Test
    void aMessageMayBeAsLongAsThereIsRoom() {
        assertEquals(MAX_BYTES, assertInflates(compressed(new byte[MAX_BYTES])).length);
    }

    @Test
    void aBombIsInflatedNoFurther() throws DataFormatException {
        Deflater packer = new Deflater(Deflater.BEST_COMPRESSION, true);
        for (int length : new int[] {MAX_BYTES + 1, 50 << 20}) {
            byte[] bomb = deflatedTo(packer, new byte[length], Deflater.SYNC_FLUSH);
            assertTrue(bomb.length < MAX_BYTES);
            assertEquals(null, inflated(Arrays.copyOf(bomb, bomb.length - 4)), length + " bytes");
            packer.reset();
        }
        packer.end();
        assertArrayEquals(words(100), assertInflates(compressed(words(100))), "and the next one is read as ever");
    }

    @Test
    void behindALastBlockMoreMayFollowThatRefersToIt() {
        byte[] payload = words(60_000);
        byte[] first = Arrays.copyOf(payload, 40_000);
        Deflater packer = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        byte[] ended = deflatedTo(packer, first, Deflater.NO_FLUSH);
        packer.reset();
        packer.setDictionary(first, first.length - (32 << 10), 32 << 10);
        byte[] more = deflatedTo(packer, Arrays.copyOfRange(payload, 40_000, 60_000), Deflater.SYNC_FLUSH);
        packer.end();
        assertArrayEquals(payload, assertInflates(joined(ended, Arrays.copyOf(more, more.length - 4))));
    }

    /** Each is empty, of two bytes; behind each, the inflater begins anew. */
    @Test
    void aMessageHasBoundedlyManyLastBlocks() {
        byte[] words = compressed(words(50_000));
        byte[] some = new byte[2 * 100];
        for (int i = 0; i < some.length; i += 2) {
            some[i] = 3;
        }
        assertArrayEquals(words(50_000), assertInflates(joined(some, words)));
        String why = assertThrows(DataFormatException.class, () -> inflated(joined(some, new byte[] {3, 0}, words)))
                .getMessage();
        assertEquals("more than 100 blocks say that they are the last", why);
        assertArrayEquals(words(50_000), assertInflates(words), "and the next one is read as ever");
    }

    /** Most such damage shows; what does not is for the checksum of the message. */
    @Test
    void damageNeverHarmsMoreThanItsMessage() {
        byte[] compressed = compressed(words(300));
        int refused = 0;
        for (int bit = 0; bit < compressed.length * 8; bit++) {
            byte[] damaged = compressed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                inflated(damaged);
            } catch (DataFormatException wrong) {
                refused++;
            }
        }
        assertTrue(refused > 0);
        assertArrayEquals(words(300), assertInflates(compressed));
    }
}
