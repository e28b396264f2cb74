package io.oneport.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;

/** Counts the bytes that wait in a channel. Stateless; on the channel's event loop. */
final class UnsentBytes {
    private UnsentBytes() {}

    /** Bytes that were flushed and that the operating system has not taken yet; 0 if the channel is closed. */
    static long of(Channel channel) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty()) {
            return 0;
        }
        // Its own total counts what keeping each message costs as well, so it would hide a slow peer's progress.
        long[] bytes = {0};
        try {
            waiting.forEachFlushedMessage(message -> {
                if (message instanceof ByteBuf part) {
                    bytes[0] += part.readableBytes();
                } else if (message instanceof FileRegion part) {
                    bytes[0] += part.count() - part.transferred();
                }
                return true;
            });
        } catch (Exception e) {
            throw new IllegalStateException("counting does not throw", e);
        }
        return bytes[0];
    }
}
