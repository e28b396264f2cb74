package io.oneport.client.testing;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Plain answers. Confined to the event loop. */
final class FaultyPages {
    private final Fault fault;
    private final FaultCounts counts;

    FaultyPages(Fault fault, FaultCounts counts) {
        this.fault = fault;
        this.counts = counts;
    }

    /** Answers what has no endpoint of its own. */
    void page(ChannelHandlerContext ctx, HttpRequest request, String path) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (request.method().equals(HttpMethod.GET)) {
            long get = counts.gets.incrementAndGet();
            if (fault instanceof Fault.HttpErrors errors && get % errors.every() == 0) {
                counts.faults.incrementAndGet();
                answer(ctx, HttpResponseStatus.INTERNAL_SERVER_ERROR, "text/plain", "wrong on purpose", keepAlive);
                return;
            }
            if (fault instanceof Fault.HttpClose close && get % close.every() == 0) {
                counts.faults.incrementAndGet();
                keepAlive = false;
            }
        }
        if (request.method().equals(HttpMethod.GET) && isFaulty()) {
            counts.faults.incrementAndGet();
            String body = fault instanceof Fault.OtherPage ? "Hello, world!" : "Hello, World!";
            answer(ctx, HttpResponseStatus.OK, "text/plain", body, keepAlive);
            if (fault instanceof Fault.OtherPage) {
                return;
            }
        }
        boolean found = path.equals("/plaintext");
        answer(
                ctx,
                found ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND,
                "text/plain",
                found ? "Hello, World!" : "nothing here",
                keepAlive);
    }

    private boolean isFaulty() {
        return fault instanceof Fault.OtherPage page && counts.gets.get() % page.every() == 0
                || fault instanceof Fault.TwoPages twice && counts.gets.get() % twice.every() == 0;
    }

    void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String type, String body, boolean keepAlive) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        ctx.writeAndFlush(response).addListener(keepAlive ? sent -> {} : ChannelFutureListener.CLOSE);
    }
}
