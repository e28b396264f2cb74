package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.api.Status;
import java.util.List;

/**
 * Netty's request decoder, strict where it is lenient and RFC 9112 is not: folded lines in a head, the exact form of the
 * request line and its version, bytes that no request target may have, fields that decide where a body ends. It also bounds
 * what Netty's does not: the number of fields, and what a chunked body has beside its data. What it refuses comes out as a
 * message whose decoding has failed with a {@link BadRequest}.
 */
abstract class StrictRequestDecoder extends HttpRequestDecoder {
    private static final int OVERHEAD_FOR_EACH_BYTE = 16;

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

    StrictRequestDecoder(HttpSettings settings) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxRequestLineBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes()));
        this.maxHeaderBytes = settings.maxHeaderBytes();
        this.maxHeaderFields = settings.maxHeaderFields();
    }

    /**
     * Decodes what may be decoded now.
     *
     * @param out gets parts of requests, after those that it has
     * @param inHead whether the next byte belongs to a head
     */
    final void decodeStrictly(ChannelHandlerContext ctx, ByteBuf in, List<Object> out, boolean inHead)
            throws Exception {
        this.inHead = inHead;
        int start = in.readerIndex();
        int known = out.size();
        super.decode(ctx, in, out);
        folded |= inHead && hasFold(in, start, in.readerIndex());
        if (!inHead) {
            countOverhead(in.readerIndex() - start, in, out, known);
        }
        for (int i = known; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest head) {
                headDecoded(head);
            }
        }
    }

    private void headDecoded(HttpRequest head) {
        if (folded) {
            head.setDecoderResult(DecoderResult.failure(
                    badRequest("A header line starts with white space (line folding is obsolete).")));
        }
        folded = false;
        lineEnded = false;
        fields = 0;
        lengths = 0;
        oldKeys = 0;
        chunkOverhead = 0;
        bodyBytes = 0;
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
    private void countOverhead(int bytes, ByteBuf in, List<Object> out, int known) {
        int data = 0;
        for (int i = known; i < out.size(); i++) {
            if (out.get(i) instanceof HttpContent content) {
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

    /** A request that is refused with this message for its peer. */
    static BadRequest badRequest(String message) {
        return new BadRequest(Status.BAD_REQUEST, message);
    }
}
