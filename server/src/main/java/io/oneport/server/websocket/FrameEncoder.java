package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.oneport.protocol.CloseCode;

/** Writes a server's frames (RFC 6455, section 5.2): whole, unmasked, the length in its shortest form. */
final class FrameEncoder {
    /** The longest header without a masking key. */
    static final int MAX_HEADER_BYTES = 10;

    private FrameEncoder() {}

    /** How long the header of a frame with this much payload is. */
    static int headerBytes(int payloadBytes) {
        return payloadBytes <= 125 ? 2 : payloadBytes <= 0xffff ? 4 : MAX_HEADER_BYTES;
    }

    /** Writes the header of a frame that is a whole message or a control frame. */
    static void header(ByteBuf out, int opcode, int payloadBytes) {
        int first = (0x80 | opcode) << 8;
        if (payloadBytes <= 125) {
            out.writeShort(first | payloadBytes);
        } else if (payloadBytes <= 0xffff) {
            out.writeShort(first | 126).writeShort(payloadBytes);
        } else {
            out.writeShort(first | 127).writeLong(payloadBytes);
        }
    }

    /**
     * Writes a Close frame.
     *
     * @param code its status code, or {@link CloseCode#NO_STATUS} for a frame without one
     * @param reason cut at a character's boundary if it is too long for a control frame
     */
    static void close(ByteBuf out, int code, String reason) {
        if (code == CloseCode.NO_STATUS) {
            header(out, Opcode.CLOSE, 0);
            return;
        }
        String fitting = reason;
        while (ByteBufUtil.utf8Bytes(fitting) > CloseCode.MAX_REASON_BYTES) {
            fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
        }
        header(out, Opcode.CLOSE, 2 + ByteBufUtil.utf8Bytes(fitting));
        out.writeShort(code);
        ByteBufUtil.writeUtf8(out, fitting);
    }
}
