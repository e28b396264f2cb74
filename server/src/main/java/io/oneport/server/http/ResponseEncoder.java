package io.oneport.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.oneport.server.socket.SocketRecord;
import java.util.List;

/** Netty's response encoder, counting what it makes. */
final class ResponseEncoder extends HttpResponseEncoder {
    private final SocketRecord socket;

    ResponseEncoder(SocketRecord socket) {
        this.socket = socket;
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, Object msg, List<Object> out) throws Exception {
        super.encode(ctx, msg, out);
        for (Object part : out) {
            if (part instanceof ByteBuf bytes) {
                socket.countBytesOut(bytes.readableBytes());
            }
        }
    }
}
