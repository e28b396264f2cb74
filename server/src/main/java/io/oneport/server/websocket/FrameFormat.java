package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.oneport.protocol.Event;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PayloadEncoding;

/** The forms in which a topic's messages go out over WebSocket, as whole frames. */
enum FrameFormat implements PayloadEncoding {
    /** The payload alone. */
    RAW {
        @Override
        public byte[] encode(Message message) {
            return encoded(
                    message.payload().text() ? Opcode.TEXT : Opcode.BINARY,
                    message.payload().bytes());
        }
    },
    /** A {@code message} event of {@code oneport.v1.json}. */
    JSON {
        @Override
        public byte[] encode(Message message) {
            return frame(message.toEvent());
        }
    };

    /** An event as a text frame. */
    static byte[] frame(Event event) {
        return encoded(Opcode.TEXT, JsonWriter.bytes(event));
    }

    private static byte[] encoded(int opcode, byte[] payload) {
        byte[] frame = new byte[FrameEncoder.headerBytes(payload.length) + payload.length];
        ByteBuf out = Unpooled.wrappedBuffer(frame).clear();
        FrameEncoder.header(out, opcode, payload.length);
        out.writeBytes(payload);
        return frame;
    }
}
