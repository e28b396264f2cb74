package io.oneport.client.wire;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.oneport.client.net.BodyCoding;
import io.oneport.client.net.Failures;
import io.oneport.client.net.HttpAnswer;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Puts answers together from their parts, one after the other. For one socket, on its loop. */
final class AnswerReader {
    /** How much of a refusal's body is kept, to be quoted. */
    private static final int EXCERPT_BYTES = 1 << 10;

    private static final int SWITCHING_PROTOCOLS = 101;

    /** How a socket ends on which a response ends too early. */
    static final String CUT_SHORT = "the server closed the connection in the middle of a response";

    private final int keptBytes;
    private final CRC32C checksum = new CRC32C();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    /** Null before the first answer; what follows a head comes after it. */
    private @Nullable HttpResponse head;

    private long bodyBytes;
    private @Nullable String fault;
    private boolean tooBig;
    private boolean begun;

    /** @param keptBytes how much of a body is kept, of a longer one the beginning; of an error at least a quotable part */
    AnswerReader(int keptBytes) {
        this.keptBytes = keptBytes;
    }

    /** For an answer whose body matters only if it says why it is not what was asked for. */
    static AnswerReader ofRefusals() {
        return new AnswerReader(EXCERPT_BYTES);
    }

    /**
     * Takes a part; the caller releases it. Interim answers are passed over (RFC 9110, section 15.2).
     *
     * @return whether an answer is whole now; never, once there is a {@link #fault()}
     */
    boolean add(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            Throwable cause = part.decoderResult().cause();
            tooBig = cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
            fault = cause instanceof PrematureChannelClosureException
                    ? CUT_SHORT
                    : (tooBig ? "a response's head is too long for this client: " : "not an HTTP/1.1 response: ")
                            + Failures.reason(cause);
            return false;
        }
        if (part instanceof HttpResponse response) {
            begun = true;
            head = response;
            body.reset();
            bodyBytes = 0;
            checksum.reset();
            if (isSwitchWithoutAccept()) {
                return true;
            }
        }
        if (part instanceof HttpContent content) {
            int length = content.content().readableBytes();
            bodyBytes += length;
            if (length > 0) {
                checksum.update(content.content().nioBuffer());
            }
            int kept = status() >= 400 ? Math.max(keptBytes, EXCERPT_BYTES) : keptBytes;
            int room = Math.min(length, kept - body.size());
            if (room > 0) {
                byte[] bytes = new byte[room];
                content.content().readBytes(bytes);
                body.writeBytes(bytes);
            }
        }
        begun &= !(part instanceof LastHttpContent);
        return part instanceof LastHttpContent && (status() >= 200 || status() == SWITCHING_PROTOCOLS);
    }

    /** Whether a head has come, and not yet all that belongs to it. */
    boolean isBegun() {
        return begun;
    }

    /** What {@link #fault()} means for the socket. */
    WireEnd.Cause cause() {
        return tooBig ? WireEnd.Cause.TOO_BIG : WireEnd.Cause.BROKEN;
    }

    /** Netty takes a 101 without this field for an old draft's, whose body would have to be waited for. */
    private boolean isSwitchWithoutAccept() {
        return status() == SWITCHING_PROTOCOLS && !head().headers().contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    }

    /** What broke HTTP, or {@code null}. */
    @Nullable
    String fault() {
        return fault;
    }

    /** The head that has come last: there is one, unless there is a {@link #fault()}. */
    HttpResponse head() {
        return Objects.requireNonNull(head);
    }

    int status() {
        return head().status().code();
    }

    /** The length of the body so far. */
    long bodyBytes() {
        return bodyBytes;
    }

    /** The CRC-32C of the body so far. */
    long checksum() {
        return checksum.getValue();
    }

    /** What has come, in an object of its own, decoded if the server has encoded it. */
    HttpAnswer answer() {
        String coding = head().headers().get(HttpHeaderNames.CONTENT_ENCODING, "");
        return new HttpAnswer(
                status(),
                head().status().reasonPhrase(),
                head().headers(),
                BodyCoding.decoded(body.toByteArray(), coding, Math.max(keptBytes, EXCERPT_BYTES)));
    }
}
