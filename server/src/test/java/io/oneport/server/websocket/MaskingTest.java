package io.oneport.server.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingTest {
    @Test
    void unmasksAnyLengthFromAnyOffsetAsTheRfcDoes() {
        Random random = new Random(7);
        for (int length = 0; length < 40; length++) {
            for (int offset = 0; offset < 9; offset++) {
                byte[] clear = new byte[length];
                random.nextBytes(clear);
                int mask = random.nextInt();
                byte[] masked = clear.clone();
                for (int i = 0; i < length; i++) {
                    masked[i] ^= (byte) (mask >>> 24 - (i + offset) % 4 * 8); // RFC 6455, section 5.3
                }
                ByteBuf bytes =
                        Unpooled.buffer().writeByte(1).writeBytes(masked).writeByte(2);
                bytes.setIndex(1, 1 + length);
                boolean ascii = Masking.unmask(bytes, mask, offset);
                assertArrayEquals(clear, ByteBufUtil.getBytes(bytes));
                assertEquals(2, bytes.getByte(1 + length), "what lies behind stays");
                boolean expected = true;
                for (byte b : clear) {
                    expected &= b >= 0;
                }
                assertEquals(expected, ascii);
            }
        }
    }

    /** Wherever it stands: payload is looked at in steps of different lengths. */
    @Test
    void oneByteIsEnoughNotToBeAscii() {
        int mask = 0xdeadbeef;
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                ByteBuf bytes = Unpooled.wrappedBuffer(new byte[length]);
                bytes.setByte(at, 0x80);
                Masking.unmask(bytes, mask, 0); // masking and unmasking are the same
                assertFalse(Masking.unmask(bytes, mask, 0), length + " bytes, " + at);
            }
        }
    }
}
