package io.oneport.server.app;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** What a peer sends, and what it gets, as bytes. */
final class Bytes {
    static final String UPGRADE = """
            GET /echo HTTP/1.1\r
            Host: here\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    static final String SWITCHED = """
            HTTP/1.1 101 Switching Protocols\r
            upgrade: websocket\r
            connection: upgrade\r
            sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
            \r
            """;

    private Bytes() {}

    /** A client's text frame, masked. */
    static ByteBuf textFrame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] mask = {0x12, 0x34, 0x56, 0x78};
        ByteBuf frame = Unpooled.buffer()
                .writeByte(0x81)
                .writeByte(0x80 | payload.length)
                .writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.writeByte(payload[i] ^ mask[i % 4]);
        }
        return frame;
    }

    /** A server's text frame as characters of one byte. */
    static String echoed(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return "\u0081" + (char) payload.length + new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** Everything that a channel has written so far, as characters of one byte. */
    static String written(EmbeddedChannel channel) {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return all.toString();
    }
}
