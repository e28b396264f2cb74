package io.oneport.server.websocket;

import static io.oneport.protocol.CloseCode.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds the frames in a client's bytes (RFC 6455, section 5.2), however they are cut.
 *
 * <p>Payload of data frames is passed on as it arrives, unmasked in place and not copied; nothing waits for a frame's
 * end, so that bad text and messages over the limit are seen as early as they can be. Only what must be whole is held
 * back: a header, and the payload of a control frame; 14 and 125 bytes at most.
 */
final class FrameDecoder {
    private static final int MAX_HEADER_BYTES = 14;
    private static final int MAX_CONTROL_PAYLOAD = 125; // RFC 6455, section 5.5

    /** What is told of each frame. A call that throws ends the decoding of these bytes. */
    interface FrameListener {
        /** A data frame begins. */
        void frameStarted(int opcode, boolean fin, long payloadBytes) throws Violation;

        /**
         * Some payload of the data frame that began last; an empty frame has one empty part.
         *
         * @param payload valid only during this call; retain a slice or copy what is kept, and don't write
         * @param ascii whether these bytes are all ASCII
         * @param last whether the frame ends here
         * @return whether to go on decoding
         */
        boolean framePayload(ByteBuf payload, boolean ascii, boolean last) throws Violation;

        /**
         * A whole control frame.
         *
         * @param payload valid only during this call
         * @return whether to go on decoding
         */
        boolean controlFrame(int opcode, ByteBuf payload) throws Violation;
    }

    private @Nullable ByteBuf partialHeader;
    private @Nullable ByteBuf partialControl;
    private boolean inPayload;
    private int opcode;
    private int mask;
    private long payloadBytes;
    private long seenBytes;

    /**
     * Takes bytes as they were read.
     *
     * @param in read to its end, but for what comes after a part at which the listener stops; the caller releases it
     * @throws Violation if a frame breaks a rule, or the listener says so; nothing may be decoded after that
     */
    void decode(ByteBuf in, FrameListener listener) throws Violation {
        boolean goOn = true;
        while (goOn && in.isReadable()) {
            if (!inPayload && !readHeader(in, listener)) {
                return;
            }
            goOn = Opcode.isControl(opcode) ? readControl(in, listener) : readData(in, listener);
        }
    }

    /** Whether no frame has begun. */
    boolean isBetweenFrames() {
        return !inPayload && partialHeader == null;
    }

    /** Forgets what was held back. */
    void release() {
        partialHeader = release(partialHeader);
        partialControl = release(partialControl);
    }

    private boolean readHeader(ByteBuf in, FrameListener listener) throws Violation {
        ByteBuf header = in;
        int readable = in.readableBytes();
        if (partialHeader != null || readable < MAX_HEADER_BYTES && readable < headerBytes(in)) {
            if (partialHeader == null) {
                partialHeader = Unpooled.buffer(MAX_HEADER_BYTES);
            }
            while (in.isReadable() && partialHeader.readableBytes() < headerBytes(partialHeader)) {
                partialHeader.writeByte(in.readByte());
            }
            if (partialHeader.readableBytes() < headerBytes(partialHeader)) {
                return false;
            }
            header = partialHeader;
        }
        parseHeader(header, listener);
        partialHeader = release(partialHeader);
        return true;
    }

    /** How long the header at the reader index is, as far as it can be told; never more than it is. */
    private static int headerBytes(ByteBuf in) {
        if (in.readableBytes() < 2) {
            return 2;
        }
        int second = in.getByte(in.readerIndex() + 1);
        int extended = switch (second & 0x7f) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
        return 2 + extended + (second < 0 ? 4 : 0);
    }

    private void parseHeader(ByteBuf header, FrameListener listener) throws Violation {
        int bits = header.readUnsignedShort();
        boolean fin = (bits & 0x8000) != 0;
        opcode = bits >> 8 & 0x0f;
        if ((bits & 0x7000) != 0) {
            throw new Violation(PROTOCOL_ERROR, "reserved bits are set and no extension was negotiated");
        }
        if (!Opcode.isDefined(opcode)) {
            throw new Violation(PROTOCOL_ERROR, "opcode " + opcode + " is reserved");
        }
        if ((bits & 0x80) == 0) {
            throw new Violation(PROTOCOL_ERROR, "a client's frames must be masked");
        }
        payloadBytes = bits & 0x7f;
        if (Opcode.isControl(opcode) && (!fin || payloadBytes > MAX_CONTROL_PAYLOAD)) {
            throw new Violation(PROTOCOL_ERROR, "a control frame must be whole, with 125 bytes at most");
        }
        if (payloadBytes == 126) {
            payloadBytes = header.readUnsignedShort();
            requireShortestForm(payloadBytes >= 126);
        } else if (payloadBytes == 127) {
            payloadBytes = header.readLong();
            requireShortestForm(payloadBytes >= 1 << 16);
        }
        mask = header.readInt();
        seenBytes = 0;
        inPayload = true;
        if (!Opcode.isControl(opcode)) {
            listener.frameStarted(opcode, fin, payloadBytes);
        }
    }

    private static void requireShortestForm(boolean holds) throws Violation {
        if (!holds) {
            throw new Violation(PROTOCOL_ERROR, "a payload length is not in its shortest form");
        }
    }

    private boolean readData(ByteBuf in, FrameListener listener) throws Violation {
        int here = (int) Math.min(payloadBytes - seenBytes, in.readableBytes());
        if (here == 0 && payloadBytes > 0) {
            return true; // the read ended with the header
        }
        int start = in.readerIndex();
        int end = in.writerIndex();
        in.writerIndex(start + here); // a window on the payload, without another buffer object
        boolean ascii = Masking.unmask(in, mask, seenBytes);
        seenBytes += here;
        inPayload = seenBytes < payloadBytes;
        boolean goOn = listener.framePayload(in, ascii, !inPayload);
        in.setIndex(start + here, end);
        return goOn;
    }

    private boolean readControl(ByteBuf in, FrameListener listener) throws Violation {
        int missing = (int) (payloadBytes - seenBytes);
        int here = Math.min(missing, in.readableBytes());
        seenBytes += here;
        if (here < missing || partialControl != null) {
            if (partialControl == null) {
                partialControl = Unpooled.buffer(MAX_CONTROL_PAYLOAD);
            }
            partialControl.writeBytes(in, here);
            return here < missing || control(partialControl, listener);
        }
        int start = in.readerIndex();
        int end = in.writerIndex();
        in.writerIndex(start + here);
        boolean goOn = control(in, listener);
        in.setIndex(start + here, end);
        return goOn;
    }

    private boolean control(ByteBuf payload, FrameListener listener) throws Violation {
        inPayload = false;
        Masking.unmask(payload, mask, 0);
        boolean goOn = listener.controlFrame(opcode, payload);
        partialControl = release(partialControl);
        return goOn;
    }

    private static @Nullable ByteBuf release(@Nullable ByteBuf buffer) {
        if (buffer != null) {
            buffer.release();
        }
        return null;
    }
}
