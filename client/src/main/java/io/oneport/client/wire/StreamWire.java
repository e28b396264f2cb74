package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.oneport.client.net.HttpAnswer;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A socket that reads an event stream (WHATWG HTML, section 9.2). All of it on its loop. */
public final class StreamWire extends Wire {
    private final int timeoutMillis;
    private final EventStreamParser events;
    /** Null once it is sent. */
    private @Nullable EncodedRequest request;
    /** Null once it is a stream. */
    private @Nullable AnswerReader answer = AnswerReader.ofRefusals();

    private @Nullable HttpAnswer refusal;
    private @Nullable ScheduledFuture<?> deadline;

    StreamWire(WireLoop loop, WireListener listener, EncodedRequest request, int timeoutMillis, int maxMessageBytes) {
        super(loop, listener);
        this.request = request;
        this.timeoutMillis = timeoutMillis;
        this.events = new EventStreamParser(maxMessageBytes, listener);
    }

    @Override
    void start() {
        byte[] head = Objects.requireNonNull(request).bytes();
        ByteBuf out = ctx.alloc().ioBuffer(head.length).writeBytes(head);
        request = null;
        ctx.writeAndFlush(out, ctx.voidPromise());
        deadline = ctx.executor().schedule(this::late, timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private void late() {
        if (!isReady()) {
            end(WireEnd.Cause.REFUSED, "no event stream within " + Units.text(Duration.ofMillis(timeoutMillis)));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (isOver() || !(message instanceof HttpObject part)) {
                return;
            }
            if (answer == null) {
                readStream(part);
            } else {
                readHead(answer, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void readHead(AnswerReader answer, HttpObject part) {
        boolean whole = answer.add(part);
        String fault = answer.fault();
        if (fault != null) {
            end(answer.cause(), fault);
        } else if (isStream(answer.head())) {
            release();
            this.answer = null;
            becomeReady();
            readStream(part);
        } else if (whole) {
            HttpAnswer refused = answer.answer();
            refusal = refused;
            end(
                    WireEnd.Cause.REFUSED,
                    refused.isError()
                            ? "the server refused the stream: " + refused.sentence()
                            : "the answer to the stream's request is " + refused.sentence()
                                    + " (expected: 200 with text/event-stream)");
        }
    }

    /** The answer that was no stream, once that has ended the socket. */
    public Optional<HttpAnswer> refusal() {
        return Optional.ofNullable(refusal);
    }

    private static boolean isStream(HttpResponse head) {
        String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        // Media types are the same in capitals (RFC 9110, section 8.3.1).
        return head.status().code() == 200 && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    private void readStream(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            end(WireEnd.Cause.BROKEN, "the stream's chunks are malformed");
        } else if (part instanceof HttpContent content) {
            if (!events.read(content.content())) {
                end(WireEnd.Cause.TOO_BIG, "an event that is longer than this client takes");
            } else if (part instanceof LastHttpContent) {
                end(WireEnd.Cause.CLOSED, "the server ended the stream");
            }
        }
    }

    @Override
    void release() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    WireEnd lost() {
        return new WireEnd(WireEnd.Cause.LOST, "the server ended the connection in the middle of the stream");
    }
}
