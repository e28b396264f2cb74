package io.oneport.server.websocket;

import static io.oneport.protocol.CloseCode.INVALID_PAYLOAD;
import static io.oneport.protocol.CloseCode.NO_STATUS;
import static io.oneport.protocol.CloseCode.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import io.oneport.protocol.CloseCode;

/**
 * How far the closing handshake has come (RFC 6455, section 7): one Close each way, at most, whoever begins. A constant,
 * and not an object for each socket.
 */
enum CloseSequence {
    /** Messages flow. Whoever leaves this for another sends a Close frame. */
    OPEN,
    /** Ours is out, the peer's is awaited. */
    SENT,
    /** Nothing more is read or written: all that remains is to close the connection. */
    ENDED;

    /**
     * Reads the code of a peer's Close frame.
     *
     * @param payload the frame's payload; its indices stay
     * @return the code, or {@link CloseCode#NO_STATUS} if there is none
     * @throws Violation if the payload is one byte, the code may not be sent, or the reason is not UTF-8 (RFC 6455,
     *     section 5.5.1)
     */
    static int code(ByteBuf payload) throws Violation {
        int length = payload.readableBytes();
        if (length == 0) {
            return NO_STATUS;
        }
        if (length == 1) {
            throw new Violation(PROTOCOL_ERROR, "a Close frame's payload must be empty or begin with a code");
        }
        int code = payload.getUnsignedShort(payload.readerIndex());
        if (!CloseCode.mayBeSent(code)) {
            throw new Violation(PROTOCOL_ERROR, "close code " + code + " may not be sent");
        }
        ByteBuf reason = payload.slice(payload.readerIndex() + 2, length - 2);
        if (Utf8.check(Utf8.ACCEPT, reason) != Utf8.ACCEPT) {
            throw new Violation(INVALID_PAYLOAD, "a Close frame's reason is not UTF-8");
        }
        return code;
    }
}
