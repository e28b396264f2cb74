package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.connection.UnfinishedBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request decoder held to one request at a time.
 *
 * <p>Once a request is whole, no further byte is looked at until {@link HttpConnection} says that its answer is
 * written: answers keep their order, a peer that sends and never reads is not served into memory, and the bytes after
 * an upgrade are still bytes when the socket switches. The same while a socket that has had its turn waits for the next
 * one. While it waits with bytes in hand it stops reading from the socket, so it holds little more than one read (with
 * io_uring, than what had been received by then, and some hundred KiB where many peers send at once).
 *
 * <p>A request that comes again byte for byte, and has no body, is passed on as one object: the first time through all
 * handlers after it, from then on straight to the router. All others are passed on as they come, in parts.
 */
final class RequestDecoder extends StrictRequestDecoder implements RequestInput {
    private static final short CRLF = '\r' << 8 | '\n';

    /** Parts of a body that are passed on as one. */
    private static final int MAX_JOINED = 256;

    private final HttpConnection connection;
    /** Null before a connection's second request. */
    private @Nullable RepeatedHead repeated;

    private ChannelHandlerContext ctx;
    private boolean decoding;
    private boolean headBegun;
    /** Bytes of a head that has not come whole. */
    private int headBytes;

    RequestDecoder(HttpConnection connection, HttpSettings settings) {
        super(settings);
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        connection.installed(ctx, this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved0(ctx);
        headOver();
        connection.removed();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        ByteBuf bytes = (ByteBuf) msg;
        connection.socket().countBytesIn(bytes.readableBytes());
        if (connection.leaving() || connection.socket().closesForMemory(heldBytes() > 0, internalBuffer(), bytes)) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        feed(bytes);
    }

    @Override
    public void resume() {
        if (decoding) {
            return; // called from within: the loop below goes on by itself
        }
        try {
            feed(Unpooled.EMPTY_BUFFER);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
        if (connection.inBody()) {
            ctx.fireChannelReadComplete(); // the router counts what has come of it
        }
        connection.flush();
    }

    private void feed(ByteBuf bytes) throws Exception {
        decoding = true;
        try {
            super.channelRead(ctx, bytes);
        } finally {
            decoding = false;
        }
        if (!ctx.isRemoved()) {
            connection.decoded();
            // Only once it is known that there is room: io_uring reads at once when it is told that it may.
            boolean waits = connection.bodyWaits()
                    || !connection.readsNext() && !connection.leaving() && actualReadableBytes() > 0;
            connection.socket().reading(!waits);
            if (waits) {
                // With io_uring the end of the read may never be reported: once the peer has sent its FIN, Netty 4.2.18
                // goes on reading whatever we say, and then cancels that without a word.
                connection.flush();
            }
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (connection.leaving()) {
            in.skipBytes(in.readableBytes());
        }
        if (!connection.readsNext()) {
            return;
        }
        boolean inHead = connection.inHead();
        boolean atHead = inHead && !headBegun;
        RepeatedHead known = atHead ? repeated : null;
        FullHttpRequest again = known == null ? null : known.at(in);
        if (known != null && again != null) {
            repeat(known, again, in, out);
            return;
        }
        if (atHead && !beginHead(in, out)) {
            return;
        }
        int start = in.readerIndex();
        if (inHead) {
            decodeStrictly(ctx, in, out, true);
        } else {
            decodeBody(ctx, in, out);
        }
        if (atHead) {
            remember(in, start, out);
        }
        if (inHead && out.isEmpty()) {
            headGrows(in.readerIndex() - start);
            return;
        }
        headOver();
        for (Object part : out) {
            if (part instanceof HttpRequest head) {
                headBegun = false;
                connection.headRead(head);
            }
            if (part instanceof LastHttpContent) {
                connection.requestRead();
            }
        }
    }

    /** Decodes parts of a body; small ones are passed on as one, since each costs the handlers after it more than its bytes. */
    private void decodeBody(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int from;
        do {
            from = in.readerIndex();
            int known = out.size();
            decodeStrictly(ctx, in, out, false);
            if (out.size() > known) {
                connection.partRead();
            }
        } while (in.readerIndex() > from
                && in.isReadable()
                && out.size() < MAX_JOINED
                && !BodyParts.ended(out)
                && connection.readsNext());
        BodyParts.join(out);
        if (BodyParts.ended(out)) {
            passOnAllButEnd(ctx, out);
        }
    }

    /** The request is whole only once all before its end is looked at: that may be refused, and the connection ends then. */
    private void passOnAllButEnd(ChannelHandlerContext ctx, List<Object> out) {
        while (out.size() > 1) {
            ctx.fireChannelRead(out.remove(0));
        }
        if (connection.leaving()) {
            ReferenceCountUtil.release(out.remove(0));
        }
    }

    /** Many peers that never finish a head must not fill the heap together. */
    private void headGrows(int bytes) {
        if (connection.socket().unfinished().reserve(UnfinishedBudget.Kind.HEAD, headBytes, bytes)) {
            headBytes += bytes;
        } else {
            connection.refuseHead();
        }
    }

    private void headOver() {
        if (headBytes > 0) {
            connection.socket().unfinished().unreserve(UnfinishedBudget.Kind.HEAD, headBytes);
            headBytes = 0;
        }
    }

    /**
     * Takes the remembered request again, as often as it follows itself and may be read. What the handlers after it have let
     * pass once they would let pass again: from then on it goes straight to where it went.
     */
    private void repeat(RepeatedHead repeated, FullHttpRequest request, ByteBuf in, List<Object> out) {
        do {
            in.skipBytes(repeated.length());
            connection.readAgain(request);
            if (!connection.routesAgain(request)) {
                out.add(request);
                return;
            }
        } while (connection.readsNext() && repeated.at(in) != null);
    }

    /** Remembers a head that came whole and has no body, from a connection's second request on: most have one only. */
    private void remember(ByteBuf in, int start, List<Object> out) {
        boolean whole = out.size() == 2
                && out.get(0) instanceof HttpRequest head
                && head.decoderResult().isSuccess()
                && out.get(1) == LastHttpContent.EMPTY_LAST_CONTENT;
        if (!whole) {
            return;
        }
        if (repeated == null) {
            repeated = new RepeatedHead();
        } else {
            repeated.remember(in, start, in.readerIndex() - start, (HttpRequest) out.get(0));
        }
    }

    /**
     * Skips the empty lines that a server should ignore in front of a request (RFC 9112, section 2.2), and nothing else:
     * Netty would skip any white space and control character.
     *
     * @return whether the request line begins here
     */
    private boolean beginHead(ByteBuf in, List<Object> out) {
        while (in.readableBytes() >= 2 && in.getShort(in.readerIndex()) == CRLF) {
            in.skipBytes(2);
        }
        if (!in.isReadable() || in.readableBytes() == 1 && in.getByte(in.readerIndex()) == '\r') {
            return false;
        }
        int first = in.getByte(in.readerIndex());
        connection.headBegun();
        headBegun = first > ' ' && first < 0x7f;
        if (!headBegun) {
            in.skipBytes(in.readableBytes());
            HttpMessage bad = createInvalidMessage();
            bad.setDecoderResult(DecoderResult.failure(badRequest("A request must begin with its method.")));
            out.add(bad);
        }
        return headBegun;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().config().isAutoRead()) {
            super.channelReadComplete(ctx);
        } else {
            // Netty's would ask for another read, since nothing was decoded; we stopped reading on purpose.
            ctx.fireChannelReadComplete();
        }
        connection.readEnded();
        connection.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        connection.closed();
        super.channelInactive(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.socket().peerEnded(); // Netty's decoder would call what it holds malformed
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public boolean decoding() {
        return decoding;
    }

    @Override
    public int heldBytes() {
        return actualReadableBytes();
    }
}
