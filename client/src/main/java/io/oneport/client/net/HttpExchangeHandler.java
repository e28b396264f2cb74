package io.oneport.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.oneport.protocol.Units;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * One socket as long as it speaks HTTP: one request at a time, its answer read whole.
 *
 * <p>The first thing that goes wrong ends the socket, since nobody can say where the next answer would begin; that
 * reason then answers every later request. All of it on the socket's event loop.
 */
final class HttpExchangeHandler extends ChannelInboundHandlerAdapter {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Limits limits;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private ChannelHandlerContext ctx;
    private PendingAnswer exchange;
    private ScheduledFuture<?> deadline;
    private HttpResponse head;
    private IOException fault;

    HttpExchangeHandler(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Sends a request, which must be whole, and tells the exchange how it ended. Releases the request. */
    void start(FullHttpRequest request, PendingAnswer exchange) {
        IOException obstacle = obstacle();
        if (obstacle != null) {
            ReferenceCountUtil.release(request);
            exchange.failed(obstacle);
            return;
        }
        this.exchange = exchange;
        deadline = ctx.executor().schedule(this::late, limits.timeoutMillis(), TimeUnit.MILLISECONDS);
        ctx.writeAndFlush(request).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess()) {
                fail(new IOException("the request could not be sent: " + Failures.reason(written.cause())));
            }
        });
    }

    private IOException obstacle() {
        if (fault != null) {
            return fault;
        }
        if (ctx.isRemoved()) {
            return new IOException("this socket has switched and no longer speaks HTTP");
        }
        return exchange == null ? null : new IOException("the previous request has not been answered yet");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (exchange == null) {
                fail(new ProtocolException("the server sent data without a request"));
            } else if (message instanceof HttpObject part) {
                read(part);
            } else {
                fail(new ProtocolException("the server switched protocols on a socket that did not ask for it"));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            fail(new ProtocolException("not an HTTP/1.1 response: "
                    + Failures.reason(part.decoderResult().cause())));
            return;
        }
        if (part instanceof HttpResponse response) {
            head = response;
            body.reset();
            if (isWrongSwitch(response)) {
                finish();
                return;
            }
        }
        if (part instanceof HttpContent content && !append(content.content())) {
            fail(new ProtocolException(
                    "the body of the answer is longer than " + Units.sizeText(limits.maxMessageBytes())));
        } else if (part instanceof LastHttpContent && !isInterim(head)) {
            finish();
        }
    }

    /** Netty takes a 101 without this field for an old draft's, whose body would have to be waited for. */
    private static boolean isWrongSwitch(HttpResponse response) {
        return response.status().code() == SWITCHING_PROTOCOLS
                && !response.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    }

    /** Interim answers come before the one that counts (RFC 9110, section 15.2). */
    private static boolean isInterim(HttpResponse response) {
        int status = response.status().code();
        return status < 200 && status != SWITCHING_PROTOCOLS;
    }

    private boolean append(ByteBuf content) {
        if (content.readableBytes() > limits.maxMessageBytes() - body.size()) {
            return false;
        }
        byte[] bytes = new byte[content.readableBytes()];
        content.readBytes(bytes);
        body.writeBytes(bytes);
        return true;
    }

    private void finish() {
        HttpAnswer answer =
                new HttpAnswer(head.status().code(), head.status().reasonPhrase(), head.headers(), body.toByteArray());
        end().answered(answer);
    }

    private void late() {
        fail(new SocketTimeoutException("no answer within " + Units.text(limits.timeout())));
    }

    /** Ends the socket, and with it whatever is waiting. */
    void fail(IOException why) {
        if (fault != null) {
            return;
        }
        fault = why;
        if (exchange != null) {
            end().failed(why);
        }
        ctx.close();
    }

    private PendingAnswer end() {
        PendingAnswer ended = exchange;
        exchange = null;
        deadline.cancel(false);
        return ended;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new IOException(
                exchange == null ? "the connection is closed" : "the server closed the connection before it answered"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(new IOException(Failures.reason(cause), cause));
    }
}
