package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.client.net.Failures;

/** A socket for plain requests, one at a time (RFC 9112). All of it on its loop. */
public final class HttpWire extends Wire {
    private static final int MAX_LENGTH_FIELD_BYTES = 30;

    private boolean asked;
    private int status;
    private boolean keepAlive;
    private long bodyBytes;

    HttpWire(WireLoop loop, WireListener listener) {
        super(loop, listener);
    }

    @Override
    void start() {
        becomeReady();
    }

    /** Asks. The answer before must be there, and have said that the socket may be asked again. */
    public void send(EncodedRequest request) {
        asked = true;
        byte[] head = request.bytes();
        ctx.writeAndFlush(ctx.alloc().ioBuffer(head.length).writeBytes(head), ctx.voidPromise());
    }

    /**
     * Asks, with a body; for the rest, as {@link #send}.
     *
     * @param request made by {@link EncodedRequest#post}
     * @param body its first {@code bodyLength} bytes, copied during this call
     */
    public void post(EncodedRequest request, byte[] body, int bodyLength) {
        asked = true;
        byte[] head = request.bytes();
        ByteBuf out = ctx.alloc().ioBuffer(head.length + MAX_LENGTH_FIELD_BYTES + bodyLength);
        out.writeBytes(head);
        ByteBufUtil.writeAscii(out, "content-length: ");
        ByteBufUtil.writeAscii(out, Integer.toString(bodyLength));
        ByteBufUtil.writeAscii(out, "\r\n\r\n");
        out.writeBytes(body, 0, bodyLength);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (isOver()) {
                return;
            }
            if (!asked) {
                end(WireEnd.Cause.BROKEN, "the server sent data without a request");
            } else if (message instanceof HttpObject part) {
                read(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            end(
                    WireEnd.Cause.BROKEN,
                    "not an HTTP/1.1 response: "
                            + Failures.reason(part.decoderResult().cause()));
            return;
        }
        if (part instanceof HttpResponse head) {
            status = head.status().code();
            keepAlive = HttpUtil.isKeepAlive(head);
            bodyBytes = 0;
        }
        if (part instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
        }
        if (part instanceof LastHttpContent && status >= 200) { // else an interim answer (RFC 9110, section 15.2)
            asked = false;
            listener.answered(status, bodyBytes, keepAlive);
            if (!keepAlive) {
                end(WireEnd.Cause.CLOSED, "Connection: close");
            }
        }
    }

    @Override
    void release() {
        // Nothing is held between reads.
    }

    @Override
    WireEnd lost() {
        return asked
                ? new WireEnd(WireEnd.Cause.LOST, "the server closed the connection before it answered")
                // As it may (RFC 9112, section 9.5).
                : new WireEnd(WireEnd.Cause.CLOSED, "closed by the server while idle");
    }
}
