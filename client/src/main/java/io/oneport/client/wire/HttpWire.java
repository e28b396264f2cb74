package io.oneport.client.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.oneport.client.net.HttpAnswer;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A socket for plain requests, one at a time (RFC 9112), which may become a WebSocket. All of it on its loop. */
public final class HttpWire extends Wire {
    private static final int MAX_LENGTH_FIELD_BYTES = 30;
    private static final int SWITCHING_PROTOCOLS = 101;

    /** How it ends if the server answers once too often. */
    public static final String UNASKED = "the server sent data without a request";

    private final Patience patience;
    private final AnswerReader answer;
    private boolean asked;
    private @Nullable ScheduledFuture<?> deadline;

    /** A socket to be opened by {@link Wires#open}. */
    public HttpWire(WireLoop loop, WireListener listener, Patience patience) {
        super(loop, listener);
        this.patience = patience;
        this.answer = new AnswerReader(patience.bodyBytes());
    }

    @Override
    void start() {
        becomeReady();
    }

    /** Asks. The answer before must be there, and have said that the socket may be asked again. */
    public void send(EncodedRequest request) {
        byte[] head = request.bytes();
        ask(ctx.alloc().ioBuffer(head.length).writeBytes(head));
    }

    /**
     * Asks, with a body; for the rest, as {@link #send}.
     *
     * @param request made by {@link EncodedRequest#post}
     * @param body its first {@code bodyLength} bytes, copied during this call
     */
    public void post(EncodedRequest request, byte[] body, int bodyLength) {
        byte[] head = request.bytes();
        ByteBuf out = ctx.alloc().ioBuffer(head.length + MAX_LENGTH_FIELD_BYTES + bodyLength);
        out.writeBytes(head);
        ByteBufUtil.writeAscii(out, "content-length: ");
        ByteBufUtil.writeAscii(out, Integer.toString(bodyLength));
        ByteBufUtil.writeAscii(out, "\r\n\r\n");
        out.writeBytes(body, 0, bodyLength);
        ask(out);
    }

    private void ask(ByteBuf request) {
        asked = true;
        if (patience.answerMillis() > 0) {
            deadline = ctx.executor().schedule(this::late, patience.answerMillis(), TimeUnit.MILLISECONDS);
        }
        ctx.writeAndFlush(request, ctx.voidPromise());
    }

    private void late() {
        end(WireEnd.Cause.LOST, "no answer within " + Units.text(Duration.ofMillis(patience.answerMillis())));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (isOver()) {
                return;
            }
            if (!asked && isTimeout(message)) {
                end(WireEnd.Cause.CLOSED, "closed by the server while idle, with 408");
            } else if (!asked) {
                boolean response = message instanceof HttpObject part
                        && part.decoderResult().isSuccess();
                end(WireEnd.Cause.BROKEN, response ? UNASKED : "the server sent bytes that belong to no response");
            } else if (message instanceof HttpObject part) {
                read(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** With such a response some servers close a connection that is idle for too long (RFC 9110, section 15.5.9). */
    private static boolean isTimeout(Object message) {
        return message instanceof HttpResponse response
                && response.decoderResult().isSuccess()
                && response.status().code() == HttpResponseStatus.REQUEST_TIMEOUT.code();
    }

    private void read(HttpObject part) {
        boolean whole = answer.add(part);
        String fault = answer.fault();
        if (fault != null) {
            end(answer.cause(), fault);
        } else if (patience.bodyBytes() > 0 && answer.bodyBytes() > patience.bodyBytes()) {
            end(
                    WireEnd.Cause.TOO_BIG,
                    "the body of the answer is longer than this client takes: " + Units.sizeText(patience.bodyBytes()));
        } else if (whole && answer.status() == SWITCHING_PROTOCOLS) {
            end(WireEnd.Cause.BROKEN, "the server switched protocols on a socket that did not ask for it");
        } else if (whole) {
            answered();
        }
    }

    private void answered() {
        asked = false;
        cancelDeadline();
        boolean keepAlive = HttpUtil.isKeepAlive(answer.head());
        listener.answered(answer.status(), answer.bodyBytes(), keepAlive);
        if (!keepAlive && !patience.waitsForEnd()) {
            end(WireEnd.Cause.CLOSED, "Connection: close");
        }
    }

    /** The CRC-32C of the answer's body; within {@link WireListener#answered}. */
    public long checksum() {
        return answer.checksum();
    }

    /** The answer itself; within {@link WireListener#answered}, and with as much of its body as is kept. */
    public HttpAnswer answer() {
        return answer.answer();
    }

    /** Hands the connection over to a WebSocket, which asks to upgrade at once. No request may be unanswered. */
    public void become(WebSocketWire webSocket) {
        leaveTo(webSocket);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    void release() {
        cancelDeadline();
    }

    @Override
    WireEnd lost() {
        if (asked && answer.isBegun()) {
            return new WireEnd(WireEnd.Cause.BROKEN, AnswerReader.CUT_SHORT);
        }
        return asked
                ? new WireEnd(WireEnd.Cause.LOST, "the server closed the connection before it answered")
                // As it may (RFC 9112, section 9.5).
                : new WireEnd(WireEnd.Cause.CLOSED, "closed by the server while idle");
    }
}
