package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.oneport.protocol.CloseCode;
import io.oneport.server.connection.OutputBatch;

/** Adds frames to what goes out together: short payloads are copied there, long ones stay as they lie. Stateless. */
final class FrameWriter {
    private static final int MAX_CLOSE_BYTES = 2 + 2 + CloseCode.MAX_REASON_BYTES;

    private FrameWriter() {}

    /**
     * Adds a frame.
     *
     * @param payload not released; its indices stay
     * @param expected how many bytes may follow soon
     */
    static void add(OutputBatch out, int opcode, ByteBuf payload, int expected) {
        int length = payload.readableBytes();
        boolean copied = OutputBatch.copies(length);
        ByteBuf frame = begin(out, opcode, length, copied, expected);
        if (copied) {
            copy(payload, frame, length);
        } else {
            out.add(payload.retainedSlice());
        }
    }

    /** The same for a payload that is not to be changed any more. */
    static void add(OutputBatch out, int opcode, byte[] payload) {
        boolean copied = OutputBatch.copies(payload.length);
        ByteBuf frame = begin(out, opcode, payload.length, copied, 0);
        if (copied) {
            frame.writeBytes(payload);
        } else {
            out.add(payload);
        }
    }

    private static ByteBuf begin(OutputBatch out, int opcode, int length, boolean copied, int expected) {
        ByteBuf frame = out.room(FrameEncoder.MAX_HEADER_BYTES + (copied ? length : 0), expected);
        FrameEncoder.header(frame, opcode, length);
        return frame;
    }

    /** Appends a payload without making objects: Netty 4.2.18 makes them where a slice, of io_uring's ring, is written. */
    private static void copy(ByteBuf payload, ByteBuf frame, int length) {
        if (payload.unwrap() == null) {
            frame.writeBytes(payload, payload.readerIndex(), length);
        } else {
            frame.ensureWritable(length); // the batch may have been begun for shorter frames
            payload.getBytes(payload.readerIndex(), frame, length);
        }
    }

    /** Adds a Close frame; see {@link FrameEncoder#close}. */
    static void close(OutputBatch out, int code, String reason) {
        FrameEncoder.close(out.room(MAX_CLOSE_BYTES, 0), code, reason);
    }
}
