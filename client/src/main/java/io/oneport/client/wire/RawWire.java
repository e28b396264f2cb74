package io.oneport.client.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;

/**
 * A socket for bytes that need not be HTTP: what goes out is up to the caller. The head of the first answer that comes
 * ends it. All of it on its loop.
 */
public final class RawWire extends Wire {
    RawWire(WireLoop loop, WireListener listener) {
        super(loop, listener);
    }

    @Override
    void start() {
        becomeReady();
    }

    /** Sends bytes, copied during this call. */
    public void send(byte[] bytes, int from, int length) {
        ctx.writeAndFlush(ctx.alloc().ioBuffer(length).writeBytes(bytes, from, length), ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse head && head.decoderResult().isFailure()) {
                end(WireEnd.Cause.BROKEN, "answered, but not in HTTP/1.1");
            } else if (message instanceof HttpResponse head && head.status().code() >= 200) {
                end(WireEnd.Cause.CLOSED, "answered " + head.status().code());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    void release() {
        // Nothing is held between reads.
    }

    @Override
    WireEnd lost() {
        return new WireEnd(WireEnd.Cause.CLOSED, "closed by the server without an answer");
    }
}
