package io.oneport.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.oneport.protocol.Units;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Joins the frames of a message (RFC 6455, section 5.4). The frame decoder has checked their order already; here the
 * whole message's length is bounded and its text checked. For one socket, on its event loop.
 */
final class MessageParts {
    private final int maxBytes;
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private boolean text;

    MessageParts(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes one data frame, which stays the caller's to release.
     *
     * @return the message, if this frame was its last
     * @throws CorruptedWebSocketFrameException if the message is too long, or text that is not UTF-8
     */
    Optional<SocketMessage> add(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame) {
            text = true;
        } else if (frame instanceof BinaryWebSocketFrame) {
            text = false;
        }
        append(frame.content());
        if (!frame.isFinalFragment()) {
            return Optional.empty();
        }
        byte[] bytes = payload.toByteArray();
        payload.reset();
        return Optional.of(text ? new SocketMessage.Text(decoded(bytes)) : new SocketMessage.Binary(bytes));
    }

    private void append(ByteBuf content) {
        if (content.readableBytes() > maxBytes - payload.size()) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG, "a message is longer than " + Units.sizeText(maxBytes));
        }
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        payload.writeBytes(bytes);
    }

    private static String decoded(byte[] bytes) {
        try {
            // Strict, unlike new String(bytes, UTF_8), which would replace what is wrong.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a text message is not UTF-8", notUtf8);
        }
    }
}
