package io.oneport.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;

/** Bytes in the block format of Snappy, without frames around it. Stateless: any thread. */
public final class SnappyBlock {
    private SnappyBlock() {}

    /** Compresses all of these. */
    public static byte[] of(byte[] content) {
        ByteBuf block = Unpooled.buffer();
        new Snappy().encode(Unpooled.wrappedBuffer(content), block, content.length);
        byte[] compressed = new byte[block.readableBytes()];
        block.readBytes(compressed);
        return compressed;
    }
}
