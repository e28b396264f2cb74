package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.oneport.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a server's frames, and makes messages of them (RFC 6455, section 5; RFC 7692, section 6). Messages go to the wire's
 * listener, and what else there is to the wire itself. All of it on its loop.
 */
final class MessageReader {
    private static final int MAX_CONTROL_BYTES = 125; // RFC 6455, section 5.5
    /** By the length of a header, the shortest payload that may need one so long. */
    private static final int[] SHORTEST_LONG = {0, 0, 0, 0, 126, 0, 0, 0, 0, 0, 1 << 16};

    private final WebSocketWire wire;
    private final int maxMessageBytes;
    private final boolean deflate;
    /** A frame that has not come whole yet; most often there is none. */
    private @Nullable ByteBuf partial;
    /** A message in fragments. */
    private @Nullable Fragments fragments;

    /**
     * Makes the reader of one socket.
     *
     * @param maxMessageBytes of any message, and of any frame
     * @param deflate whether permessage-deflate was agreed
     */
    MessageReader(WebSocketWire wire, int maxMessageBytes, boolean deflate) {
        this.wire = wire;
        this.maxMessageBytes = maxMessageBytes;
        this.deflate = deflate;
    }

    /** Takes what has come, and releases it. */
    void read(ByteBuf bytes) {
        try {
            if (!wire.listens()) {
                return;
            }
            if (partial != null) {
                partial.writeBytes(bytes);
                decode(partial);
                keepRest();
            } else {
                decode(bytes);
                if (bytes.isReadable() && wire.listens()) {
                    partial = bytes.alloc().buffer(bytes.readableBytes() * 2).writeBytes(bytes);
                }
            }
        } finally {
            bytes.release();
        }
    }

    private void keepRest() {
        if (partial != null && !partial.isReadable()) {
            partial.release();
            partial = null;
        } else if (partial != null) {
            partial.discardSomeReadBytes();
        }
    }

    /** Reads whole frames, and leaves what is not one yet (RFC 6455, section 5.2). */
    private void decode(ByteBuf in) {
        while (wire.listens() && in.readableBytes() >= 2) {
            int start = in.readerIndex();
            int first = in.getByte(start);
            int lengthByte = in.getByte(start + 1);
            int header = 2;
            long length = lengthByte;
            if (lengthByte < 0) {
                wire.broken(CloseCode.PROTOCOL_ERROR, "the server's frames must not be masked");
                return;
            }
            if (lengthByte == 126) {
                header = 4;
                if (in.readableBytes() < header) {
                    return;
                }
                length = in.getUnsignedShort(start + 2);
            } else if (lengthByte == 127) {
                header = 10;
                if (in.readableBytes() < header) {
                    return;
                }
                length = in.getLong(start + 2);
            }
            if (length < 0 || length < SHORTEST_LONG[header]) {
                wire.broken(CloseCode.PROTOCOL_ERROR, "a length that is not in its shortest form");
                return;
            }
            if (length > maxMessageBytes) {
                wire.tooBig("a frame of " + length + " bytes");
                return;
            }
            if (in.readableBytes() - header < length) {
                return;
            }
            in.readerIndex(start + header + (int) length);
            frame(first, in, start + header, (int) length);
        }
    }

    private void frame(int first, ByteBuf in, int at, int length) {
        if ((first & 0x08) != 0 && length > MAX_CONTROL_BYTES) {
            wire.broken(
                    CloseCode.PROTOCOL_ERROR,
                    "a control frame with " + length + " bytes (expected: " + MAX_CONTROL_BYTES + " at most)");
            return;
        }
        switch (first & 0xff) {
            case 0x82 -> message(in, at, length, false);
            case 0x81 -> message(in, at, length, true);
            case 0x89 -> wire.pinged(copy(in, at, length));
            case 0x8a -> {
                // An answer to nothing that we asked; allowed (RFC 6455, section 5.5.3).
            }
            case 0x88 -> close(in, at, length);
            case 0x01, 0x02, 0x00, 0x80 -> fragment(first, in, at, length);
            case 0xc1, 0xc2, 0x41, 0x42 -> compressed(first, in, at, length);
            default -> wire.broken(CloseCode.PROTOCOL_ERROR, odd(first));
        }
    }

    /** What is wrong with the first byte of a frame. */
    private static String odd(int first) {
        String frame = " (a frame that begins with 0x" + Integer.toHexString(first & 0xff) + ")";
        if ((first & 0x70) != 0) {
            return "a reserved bit is set" + frame;
        }
        int opcode = first & 0x0f;
        return (opcode >= 0x08 && opcode <= 0x0a ? "a control frame in fragments" : "an unknown opcode " + opcode)
                + frame;
    }

    /** A Close frame: nothing, or a code and a reason (RFC 6455, section 5.5.1). */
    private void close(ByteBuf in, int at, int length) {
        if (length == 0) {
            wire.closeReceived(CloseCode.NO_STATUS, "");
            return;
        }
        int code = length == 1 ? 0 : in.getUnsignedShort(at);
        if (!CloseCode.mayBeSent(code)) {
            wire.broken(
                    CloseCode.PROTOCOL_ERROR,
                    length == 1 ? "a Close frame of 1 byte" : "a Close frame with the code " + code);
        } else if (!ByteBufUtil.isText(in, at + 2, length - 2, StandardCharsets.UTF_8)) {
            wire.broken(CloseCode.INVALID_PAYLOAD, "a Close frame whose reason is not UTF-8");
        } else {
            wire.closeReceived(code, in.toString(at + 2, length - 2, StandardCharsets.UTF_8));
        }
    }

    private void message(ByteBuf in, int at, int length, boolean text) {
        if (fragments != null) {
            wire.broken(CloseCode.PROTOCOL_ERROR, "a message began inside another");
            return;
        }
        byte[] scratch = wire.loop.scratch(length);
        in.getBytes(at, scratch, 0, length);
        wire.listener.message(scratch, length, text);
    }

    /** A first frame with RSV1: its message is compressed, if that was agreed (RFC 7692, section 6). */
    private void compressed(int first, ByteBuf in, int at, int length) {
        if (!deflate) {
            wire.broken(CloseCode.PROTOCOL_ERROR, "compression was not agreed");
        } else if ((first & 0x80) == 0) {
            fragment(first, in, at, length);
        } else if (fragments != null) {
            wire.broken(CloseCode.PROTOCOL_ERROR, "a message began inside another");
        } else {
            in.getBytes(at, wire.loop.deflate().compressed(), 0, length);
            inflate(length, (first & 0x0f) == 1);
        }
    }

    /** Passes on the message that lies compressed in the loop's buffer for it. */
    private void inflate(int length, boolean text) {
        byte[] scratch = wire.loop.inflateScratch();
        int inflated;
        try {
            inflated = wire.loop.deflate().inflate(length, scratch);
        } catch (DataFormatException wrong) {
            wire.broken(CloseCode.INVALID_PAYLOAD, "a compressed message can't be inflated: " + wrong.getMessage());
            return;
        }
        if (inflated == MessageDeflate.NO) {
            wire.tooBig("a compressed message that is longer once it is inflated");
        } else {
            wire.listener.message(scratch, inflated, text);
        }
    }

    private void fragment(int first, ByteBuf in, int at, int length) {
        boolean begins = (first & 0x0f) != 0;
        Fragments message = fragments;
        if (begins == (message != null)) {
            wire.broken(
                    CloseCode.PROTOCOL_ERROR, begins ? "a message began inside another" : "a continuation of nothing");
            return;
        }
        if (message == null) {
            message = new Fragments((first & 0x0f) == 1, (first & 0x40) != 0);
            fragments = message;
        }
        if (!message.add(in, at, length, maxMessageBytes)) {
            wire.tooBig("a message in fragments that is longer");
        } else if ((first & 0x80) != 0) {
            fragments = null;
            whole(message);
        }
    }

    private void whole(Fragments message) {
        byte[] bytes = message.bytes();
        if (message.compressed()) {
            System.arraycopy(bytes, 0, wire.loop.deflate().compressed(), 0, message.length());
            inflate(message.length(), message.text());
        } else {
            wire.listener.message(bytes, message.length(), message.text());
        }
    }

    private static byte[] copy(ByteBuf in, int at, int length) {
        byte[] bytes = new byte[length];
        in.getBytes(at, bytes);
        return bytes;
    }

    /** Gives up what has not come whole. */
    void release() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }
}
