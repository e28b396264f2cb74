package io.oneport.client.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.oneport.client.testing.LeakCheck;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netty's decoder is the independent reader. */
@ExtendWith(LeakCheck.class)
class FramesTest {
    private static EmbeddedChannel reader() {
        return new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .maxFramePayloadLength(1 << 20)
                .withUTF8Validator(false)
                .build()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 124, 125, 126, 127, 1000, 65534, 65535, 65536, 100_003})
    void lengthsOfEveryClassAreReadAsTheyWereWritten(int length) {
        Random random = new Random(length);
        byte[] payload = new byte[length + 3];
        random.nextBytes(payload);
        int mask = random.nextInt();
        EmbeddedChannel reader = reader();
        ByteBuf frame = Unpooled.buffer();
        Frames.write(frame, new byte[length + Frames.MAX_HEADER_BYTES], 0x82, payload, length, mask);
        assertTrue(frame.readableBytes() <= length + 14, "room for 14 bytes more is enough");
        reader.writeInbound(frame);
        BinaryWebSocketFrame read = reader.readInbound();
        assertTrue(read.isFinalFragment());
        assertArrayEquals(Arrays.copyOf(payload, length), ByteBufUtil.getBytes(read.content()));
        read.release();
        assertFalse(reader.finish());
    }

    @Test
    void payloadIsMaskedWithTheMaskThatIsSent() {
        ByteBuf frame = Unpooled.buffer();
        Frames.write(frame, new byte[64], 0x81, new byte[] {'H', 'e', 'l', 'l', 'o'}, 5, 0x37fa213d);
        // The example of RFC 6455, section 5.7.
        assertEquals("818537fa213d7f9f4d5158", ByteBufUtil.hexDump(frame));
        frame.release();
    }

    @Test
    void framesFollowEachOther() {
        EmbeddedChannel reader = reader();
        ByteBuf frames = Unpooled.buffer();
        for (int i = 0; i < 10; i++) {
            Frames.write(frames, new byte[64], i % 2 == 0 ? 0x81 : 0x82, new byte[] {(byte) ('a' + i)}, 1, i);
        }
        reader.writeInbound(frames);
        for (int i = 0; i < 10; i++) {
            WebSocketFrame read = reader.readInbound();
            assertEquals(i % 2 == 0, read instanceof TextWebSocketFrame);
            assertEquals('a' + i, read.content().getByte(0));
            read.release();
        }
        assertFalse(reader.finish());
    }
}
