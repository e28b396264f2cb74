package io.oneport.client.testing;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where messages leave a {@link FaultyServer} on one socket. Confined to its event loop. */
abstract class Outlet {
    /** A reader that lets more wait is cut off. */
    private static final int MAX_WAITING_BYTES = 16 << 20;

    /**
     * One message.
     *
     * @param id its id in its topic; null for an echo
     */
    record Message(String id, byte[] payload, boolean text) {}

    final Channel channel;

    private Outlet(Channel channel) {
        this.channel = channel;
    }

    final void write(Message message) {
        if (channel.bytesBeforeWritable() > MAX_WAITING_BYTES) {
            channel.close();
            return;
        }
        channel.writeAndFlush(encoded(message));
    }

    abstract Object encoded(Message message);

    /** Frames. */
    static final class OfWebSocket extends Outlet {
        OfWebSocket(Channel channel) {
            super(channel);
        }

        @Override
        Object encoded(Message message) {
            return message.text()
                    ? new TextWebSocketFrame(Unpooled.wrappedBuffer(message.payload()))
                    : new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message.payload()));
        }
    }

    /** Events as docs/topics.md has them. */
    static final class OfEventStream extends Outlet {
        OfEventStream(Channel channel) {
            super(channel);
        }

        @Override
        Object encoded(Message message) {
            StringBuilder event = new StringBuilder("id: ").append(message.id()).append('\n');
            data(message)
                    .lines()
                    .forEach(line -> event.append("data: ").append(line).append('\n'));
            return new DefaultHttpContent(
                    Unpooled.copiedBuffer(event.append('\n').toString(), StandardCharsets.UTF_8));
        }

        private static String data(Message message) {
            return message.text()
                    ? new String(message.payload(), StandardCharsets.UTF_8)
                    : "data:application/octet-stream;base64,"
                            + Base64.getEncoder().encodeToString(message.payload());
        }
    }
}
