package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.api.Status;
import java.util.List;

/**
 * Netty's request decoder, held to one request at a time.
 *
 * <p>Once a request is whole, no further byte is looked at until {@link HttpConnection} says that its answer is
 * written: answers keep their order, a peer that sends and never reads is not served into memory, and the bytes behind
 * an upgrade are still bytes when the socket switches. While it waits with bytes in hand it stops reading from the
 * socket, so it holds little more than one read (with io_uring, than what had been received by then).
 *
 * <p>A request that comes again byte for byte, and has no body, is passed on as one object: the first time through all
 * handlers behind, from then on straight to the router. All others are passed on as they come, in parts.
 *
 * <p>It also looks where Netty's decoder is lenient and RFC 9112 is not: folded lines in a head, the exact form of the
 * version, bytes that no request target may have.
 */
final class RequestDecoder extends HttpRequestDecoder implements RequestInput {
    private static final int OVERHEAD_FOR_EACH_BYTE = 16;
    private static final short CRLF = '\r' << 8 | '\n';

    private final HttpConnection connection;
    private RepeatedHead repeated;
    private ChannelHandlerContext ctx;
    private boolean decoding;
    private boolean headBegun;
    private boolean lineEnded;
    private boolean folded;
    private int wordEnd;
    private boolean inHead;
    private int fields;
    private int lengths;
    private int oldKeys;
    private long chunkOverhead;
    private long bodyBytes;
    private final int maxHeaderBytes;
    private final int maxHeaderFields;

    RequestDecoder(HttpConnection connection, HttpSettings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxRequestLineBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes()));
        this.connection = connection;
        this.maxHeaderBytes = settings.maxHeaderBytes();
        this.maxHeaderFields = settings.maxHeaderFields();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        connection.installed(ctx, this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved0(ctx);
        connection.removed();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        ByteBuf bytes = (ByteBuf) msg;
        connection.socket().countBytesIn(bytes.readableBytes());
        if (connection.leaving() || connection.socket().closesForMemory(heldBytes() > 0)) {
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
            boolean waits = !connection.readsNext() && !connection.leaving() && actualReadableBytes() > 0;
            connection.socket().reading(!waits);
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
        inHead = connection.inHead();
        boolean atHead = inHead && !headBegun;
        if (atHead && repeated != null && repeated.begins(in)) {
            repeat(in, out);
            return;
        }
        if (atHead && !beginHead(in, out)) {
            return;
        }
        int start = in.readerIndex();
        super.decode(ctx, in, out);
        folded |= inHead && hasFold(in, start, in.readerIndex());
        if (!inHead) {
            countOverhead(in.readerIndex() - start, in, out);
        }
        if (atHead) {
            remember(in, start, out);
        }
        for (Object part : out) {
            if (part instanceof HttpRequest head) {
                if (folded) {
                    head.setDecoderResult(DecoderResult.failure(
                            badRequest("A header line starts with white space (line folding is obsolete).")));
                }
                headBegun = false;
                folded = false;
                lineEnded = false;
                fields = 0;
                lengths = 0;
                oldKeys = 0;
                chunkOverhead = 0;
                bodyBytes = 0;
                connection.headRead(head);
            }
            if (part instanceof LastHttpContent) {
                connection.requestRead();
            }
        }
    }

    /**
     * Takes the remembered request again, as often as it follows itself and may be read. What the handlers behind have let
     * pass once they would let pass again: from then on it goes straight to where it went.
     */
    private void repeat(ByteBuf in, List<Object> out) {
        do {
            in.skipBytes(repeated.length());
            connection.readAgain(repeated.request());
            if (!connection.routesAgain(repeated.request())) {
                out.add(repeated.request());
                return;
            }
        } while (connection.readsNext() && repeated.begins(in));
    }

    /** Remembers a head that came whole and has no body, from a connection's second request on: most have one only. */
    private void remember(ByteBuf in, int start, List<Object> out) {
        boolean whole = out.size() == 2
                && out.get(0) instanceof HttpRequest head
                && head.decoderResult().isSuccess()
                && !folded
                && out.get(1) == LastHttpContent.EMPTY_LAST_CONTENT;
        if (whole && repeated == null) {
            repeated = new RepeatedHead();
        } else if (whole) {
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

    /** Whether a line of the head starts with white space (RFC 9112, section 5.2); the decoder joins such lines. */
    private boolean hasFold(ByteBuf in, int start, int end) {
        int at = start;
        while (at < end) {
            if (lineEnded && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
                return true;
            }
            int newline = in.indexOf(at, end, (byte) '\n');
            lineEnded = newline >= 0;
            at = lineEnded ? newline + 1 : end;
        }
        return false;
    }

    /**
     * Bounds what a chunked body has beside its data: chunk sizes, extensions, trailers. A chunk costs work however small it
     * is, and extensions are read to be dropped (CVE-2023-39326). The limit is {@code max-header-bytes} plus 16 bytes for
     * each byte of data: a chunk of one byte needs 5 bytes of overhead, or 12 if its size has 8 digits.
     */
    private void countOverhead(int bytes, ByteBuf in, List<Object> out) {
        int data = 0;
        for (Object part : out) {
            if (part instanceof HttpContent content) {
                data += content.content().readableBytes();
            }
        }
        bodyBytes += data;
        chunkOverhead += bytes - data;
        if (chunkOverhead > maxHeaderBytes + OVERHEAD_FOR_EACH_BYTE * bodyBytes) {
            out.forEach(ReferenceCountUtil::release);
            out.clear();
            in.skipBytes(in.readableBytes());
            HttpContent bad = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            bad.setDecoderResult(DecoderResult.failure(new BadRequest(
                    Status.CONTENT_TOO_LARGE,
                    "The body's chunk sizes, extensions and trailers are " + chunkOverhead + " bytes for " + bodyBytes
                            + " bytes of data (expected: max-header-bytes and " + OVERHEAD_FOR_EACH_BYTE
                            + " for each byte of data, at most).")));
            out.add(bad);
        }
    }

    /**
     * Counts the fields, since each costs work and memory however short it is.
     *
     * <p>Looks at those that decide where the body ends, before the decoder makes one of several: more than one
     * Content-Length, of which it takes the first in HTTP/1.0, and the keys of a WebSocket before RFC 6455, for which
     * it takes the next 8 bytes as a body. Trailers decide nothing.
     */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString name = super.splitHeaderName(line, start, length);
        if (!inHead) {
            return name;
        }
        if (++fields > maxHeaderFields) {
            throw new BadRequest(
                    Status.HEADERS_TOO_LARGE,
                    "There are more than " + maxHeaderFields + " header fields (max-header-fields).");
        }
        if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) && ++lengths > 1) {
            throw badRequest("Content-Length is given more than once (expected: at most once).");
        }
        if (HttpHeaderNames.SEC_WEBSOCKET_KEY1.contentEqualsIgnoreCase(name)) {
            oldKeys |= 1;
        } else if (HttpHeaderNames.SEC_WEBSOCKET_KEY2.contentEqualsIgnoreCase(name)) {
            oldKeys |= 2;
        }
        if (oldKeys == 3) {
            throw badRequest(
                    "Sec-WebSocket-Key1 and -Key2 are of a protocol before RFC 6455, whose requests have a body"
                            + " of no stated length (expected: Sec-WebSocket-Key).");
        }
        return name;
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        wordEnd = start + length;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        requireOneSpace(line, start, length);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        requireOneSpace(line, start, length);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    /** RFC 9112, section 3; what parsers make of other white space differs, and that is how requests are smuggled. */
    private void requireOneSpace(byte[] line, int start, int length) {
        if (start != wordEnd + 1 || line[wordEnd] != ' ') {
            throw badRequest("The request line's parts must be separated by one space each.");
        }
        wordEnd = start + length;
    }

    @Override
    protected HttpMessage createMessage(String[] requestLine) throws Exception {
        for (int i = 0; i < requestLine[1].length(); i++) {
            char c = requestLine[1].charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw badRequest(String.format(
                        "The request target has byte 0x%02x (expected: printable ASCII, others percent-encoded).",
                        (int) c));
            }
        }
        String version = requestLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            requestLine[2] = knownVersion(version);
        }
        return super.createMessage(requestLine);
    }

    /** The highest minor version that is known here, if the major one is (RFC 9110, section 2.5). */
    private static String knownVersion(String version) {
        if (version.matches("HTTP/1\\.[2-9]")) {
            return "HTTP/1.1";
        }
        boolean otherVersion = version.matches("HTTP/\\d\\.\\d");
        throw new BadRequest(
                otherVersion ? Status.VERSION_NOT_SUPPORTED : Status.BAD_REQUEST,
                "Version " + version + " (expected: HTTP/1.1 or HTTP/1.0).");
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().config().isAutoRead()) {
            super.channelReadComplete(ctx);
        } else {
            // Netty's would ask for another read, since nothing was decoded; we stopped reading on purpose.
            ctx.fireChannelReadComplete();
        }
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

    /** Bytes read and not decoded. */
    int heldBytes() {
        return actualReadableBytes();
    }

    private static BadRequest badRequest(String message) {
        return new BadRequest(Status.BAD_REQUEST, message);
    }
}
