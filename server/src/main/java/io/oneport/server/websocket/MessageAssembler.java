package io.oneport.server.websocket;

import static io.oneport.protocol.CloseCode.INVALID_PAYLOAD;
import static io.oneport.protocol.CloseCode.MESSAGE_TOO_BIG;
import static io.oneport.protocol.CloseCode.PROTOCOL_ERROR;
import static io.oneport.protocol.CloseCode.TRY_AGAIN_LATER;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.oneport.server.api.IncomingMessage;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.UnfinishedBudget;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of data frames (RFC 6455, section 5.4) and holds them to the rules of a message: order of fragments,
 * total length, UTF-8. A message that came in one piece is passed on as it lies in the read buffer; one in many pieces
 * is collected, in a buffer that grows with what has come and not with what was announced. It is itself the message that
 * it hands over, so that a message costs no object.
 */
final class MessageAssembler implements IncomingMessage {
    private boolean inMessage;
    private boolean text;
    private boolean finalFrame;
    private int utf8;
    private long announcedBytes;
    private @Nullable ByteBuf collected;
    /** The message that has ended last; null once it is dealt with. */
    private @Nullable ByteBuf whole;

    private int reservedBytes;

    /** Whether no message has begun. */
    boolean isBetweenMessages() {
        return !inMessage;
    }

    /** A data frame begins; refuses it if it is out of order or makes the message too long. */
    void frameStarted(int opcode, boolean fin, long payloadBytes, int maxMessageBytes) throws Violation {
        boolean continuation = opcode == Opcode.CONTINUATION;
        if (continuation && !inMessage) {
            throw new Violation(PROTOCOL_ERROR, "a continuation frame has no message to continue");
        } else if (!continuation && inMessage) {
            throw new Violation(PROTOCOL_ERROR, "a message began inside a fragmented one");
        }
        if (!continuation) {
            inMessage = true;
            text = opcode == Opcode.TEXT;
            utf8 = Utf8.ACCEPT;
            announcedBytes = 0;
        }
        finalFrame = fin;
        announcedBytes += payloadBytes;
        if (announcedBytes > maxMessageBytes) {
            throw new Violation(
                    MESSAGE_TOO_BIG, "a message may have at most " + maxMessageBytes + " bytes (max-message)");
        }
    }

    /**
     * Takes some payload.
     *
     * @param part unmasked; not kept
     * @param ascii whether it is all ASCII
     * @param frameEnds whether the frame ends here
     * @param socket where it comes from
     * @return whether the message ends here: it is then {@link #whole}, until {@link #release}
     */
    boolean payload(ByteBuf part, boolean ascii, boolean frameEnds, Connection socket) throws Violation {
        boolean ends = frameEnds && finalFrame;
        if (text) {
            checkText(part, ascii, ends);
        }
        if (ends) {
            inMessage = false;
            if (collected == null) {
                whole = part;
                return true;
            }
        }
        if (collected == null) {
            collected = socket.channel().alloc().buffer(part.readableBytes());
        }
        collected.writeBytes(part, part.readerIndex(), part.readableBytes());
        whole = ends ? collected : null;
        return ends;
    }

    /** Sets aside what was collected, at the end of a read: what comes whole within one is never set aside. */
    void reserve(Connection socket) throws Violation {
        int more = collected == null ? 0 : collected.readableBytes() - reservedBytes;
        if (more > 0) {
            if (!socket.unfinished().reserve(UnfinishedBudget.Kind.MESSAGE, reservedBytes, more)) {
                throw new Violation(TRY_AGAIN_LATER, "message buffer limit reached (unfinished-total)");
            }
            reservedBytes += more;
        }
    }

    private void checkText(ByteBuf part, boolean ascii, boolean ends) throws Violation {
        if (!ascii || utf8 != Utf8.ACCEPT) {
            utf8 = Utf8.check(utf8, part);
        }
        if (utf8 == Utf8.REJECT || ends && utf8 != Utf8.ACCEPT) {
            throw new Violation(INVALID_PAYLOAD, "a text message is not UTF-8");
        }
    }

    @Override
    public boolean text() {
        return text;
    }

    @Override
    public byte[] bytes() {
        return ByteBufUtil.getBytes(whole);
    }

    /** The payload of the message that has ended last, until it is dealt with. */
    ByteBuf whole() {
        return Objects.requireNonNull(whole);
    }

    /** Forgets what was collected: the message has been dealt with, or never will be. */
    void release(Connection socket) {
        whole = null;
        if (collected != null) {
            socket.unfinished().unreserve(UnfinishedBudget.Kind.MESSAGE, reservedBytes);
            reservedBytes = 0;
            collected.release();
            collected = null;
        }
    }
}
