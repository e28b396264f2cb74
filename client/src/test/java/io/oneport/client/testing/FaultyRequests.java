package io.oneport.client.testing;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Takes one socket's requests until it becomes a WebSocket or an event stream. */
final class FaultyRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final String TOPICS = "/t/";
    private static final String STREAM = "/sse";

    /** Any path: which ones there are is decided here. Closes are {@link FaultyWebSocket}'s, so that none is sent twice. */
    private static final WebSocketServerProtocolConfig WEBSOCKET = WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .subprotocols("*")
            .maxFramePayloadLength(MAX_MESSAGE_BYTES)
            .handleCloseFrames(false)
            .sendCloseFrame(null)
            .dropPongFrames(false)
            .build();

    private final FaultySite site;
    private final FaultyPages pages;

    FaultyRequests(FaultySite site) {
        this.site = site;
        this.pages = new FaultyPages(site.fault(), site.counts());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (site.incidents().dead()) {
            return;
        }
        String path = new QueryStringDecoder(request.uri()).path();
        boolean get = request.method().equals(HttpMethod.GET);
        boolean stream = path.endsWith(STREAM) || has(request, HttpHeaderNames.ACCEPT, "text/event-stream");
        Optional<String> topic = topic(path);
        if (site.fault() instanceof Fault.NotWebSocket) {
            pages.page(ctx, request, path);
        } else if (get && has(request, HttpHeaderNames.UPGRADE, "websocket")) {
            upgrade(ctx, request, path, topic);
        } else if (topic.isPresent() && get && stream) {
            stream(ctx, topic.get());
        } else if (topic.isPresent() && request.method().equals(HttpMethod.POST)) {
            publish(ctx, request, topic.get());
        } else {
            pages.page(ctx, request, path);
        }
    }

    private static Optional<String> topic(String path) {
        if (!path.startsWith(TOPICS)) {
            return Optional.empty();
        }
        int end = path.endsWith(STREAM) ? path.length() - STREAM.length() : path.length();
        return Optional.of(path.substring(TOPICS.length(), end));
    }

    private static boolean has(FullHttpRequest request, CharSequence name, String value) {
        return request.headers().containsValue(name, value, true);
    }

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, String path, Optional<String> topic) {
        if (site.fault() instanceof Fault.RefuseUpgrade) {
            site.counts().faults.incrementAndGet();
            pages.answer(ctx, HttpResponseStatus.FORBIDDEN, "text/plain", "no", HttpUtil.isKeepAlive(request));
            return;
        }
        if (site.fault() instanceof Fault.RefuseSome some
                && site.counts().asked.incrementAndGet() % some.every() == 0) {
            site.counts().faults.incrementAndGet();
            pages.answer(
                    ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, "text/plain", "full", HttpUtil.isKeepAlive(request));
            return;
        }
        if (topic.isEmpty() && !path.equals("/echo")) {
            pages.page(ctx, request, path);
            return;
        }
        site.incidents().upgrading();
        site.counts().upgrades.incrementAndGet();
        ChannelPipeline pipeline = ctx.pipeline();
        ChannelHandler[] extensions = site.extensions().get().toArray(ChannelHandler[]::new);
        WebSocketServerProtocolConfig config =
                WEBSOCKET.toBuilder().allowExtensions(extensions.length > 0).build();
        pipeline.addLast(extensions).addLast(new WebSocketServerProtocolHandler(config));
        if (site.fault() instanceof Fault.Pings pings) {
            pipeline.addLast(new Pinger(pings.tick(), site.counts()));
        }
        pipeline.addLast(new WebSocketFrameAggregator(MAX_MESSAGE_BYTES), new FaultyWebSocket(site, topic));
        ctx.fireChannelRead(request.retain());
        pipeline.remove(this);
    }

    private void stream(ChannelHandlerContext ctx, String topic) {
        Outlet reader = new Outlet.OfEventStream(ctx.channel());
        String position = site.topics().subscribe(topic, reader);
        ctx.channel().closeFuture().addListener(closed -> site.topics().unsubscribe(topic, reader));
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        HttpUtil.setTransferEncodingChunked(head, true);
        ctx.write(head);
        ctx.writeAndFlush(
                new DefaultHttpContent(Unpooled.copiedBuffer("id: " + position + "\n\n", StandardCharsets.UTF_8)));
        // An endless answer has no next request.
        ctx.pipeline().remove(this);
    }

    private void publish(ChannelHandlerContext ctx, FullHttpRequest request, String topic) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        byte[] message = ByteBufUtil.getBytes(request.content());
        if (site.counts().received.incrementAndGet() == heldBack()) {
            site.counts().faults.incrementAndGet();
            long millis = ((Fault.HoldPublish) site.fault()).pause().toMillis();
            ctx.executor().schedule(() -> publish(ctx, message, topic, keepAlive), millis, TimeUnit.MILLISECONDS);
        } else {
            publish(ctx, message, topic, keepAlive);
        }
    }

    private long heldBack() {
        return site.fault() instanceof Fault.HoldPublish hold ? hold.nth() : -1;
    }

    /** The one who asked may have left by now. */
    private void publish(ChannelHandlerContext ctx, byte[] message, String topic, boolean keepAlive) {
        boolean text = ByteBufUtil.isText(Unpooled.wrappedBuffer(message), StandardCharsets.UTF_8);
        FaultyTopics.Published done = site.topics().publish(topic, message, text);
        String body =
                "{\"topic\":\"" + topic + "\",\"id\":\"" + done.id() + "\",\"subscribers\":" + done.subscribers() + "}";
        pages.answer(ctx, HttpResponseStatus.CREATED, "application/json", body, keepAlive);
        site.incidents().messageDone();
    }

    /** The client broke off, or may have refused our certificate. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
