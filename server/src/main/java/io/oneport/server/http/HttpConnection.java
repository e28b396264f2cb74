package io.oneport.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.protocol.Units;
import io.oneport.server.pipeline.PipelineSwitch;
import io.oneport.server.pipeline.Stage;
import io.oneport.server.socket.Closing;
import io.oneport.server.socket.OrderlyClose;
import io.oneport.server.socket.SocketRecord;
import io.oneport.server.socket.SocketSettings;
import io.oneport.server.socket.Speaker;
import java.time.Duration;
import java.util.Map;

/**
 * Where one HTTP connection stands: whose turn it is, how long that may take, and how it ends. It writes every answer.
 * Confined to the socket's event loop.
 */
final class HttpConnection implements Speaker {
    private enum Phase {
        /** Open, and not a byte has come. */
        FIRST_HEAD,
        /** A head is arriving. */
        HEAD,
        /** The head is here, the body is arriving. */
        BODY,
        /** The whole request is here; its answer is being made. */
        ANSWER,
        /** Answered, but the peer takes its answers too slowly for another request to be read. */
        BLOCKED,
        /** Between two requests. */
        IDLE,
        /** The last answer is written; what still comes is dropped. */
        LEAVING
    }

    private static final Runnable NOTHING = () -> {};

    private final HttpSettings settings;
    private final SocketSettings socketSettings;
    private final SocketRecord socket;
    private final Channel channel;
    private final RequestDecoder decoder;
    private final Stage stage;
    private Phase phase;
    private boolean unflushed;
    private String goingAway;
    private boolean peerEnded;
    private HttpRequest current;
    private Runnable peerGone = NOTHING;
    private Runnable hurry = NOTHING;

    HttpConnection(HttpSettings settings, SocketSettings socketSettings, SocketRecord socket, Stage stage) {
        this.settings = settings;
        this.socketSettings = socketSettings;
        this.socket = socket;
        this.channel = socket.channel();
        this.stage = stage;
        this.decoder = new RequestDecoder(this, settings);
        socket.speaker(this);
        enter(Phase.FIRST_HEAD, settings.headTimeout());
    }

    RequestDecoder decoder() {
        return decoder;
    }

    EventLoop executor() {
        return channel.eventLoop();
    }

    SocketRecord socket() {
        return socket;
    }

    int maxBodyBytes() {
        return settings.maxBodyBytes();
    }

    // What the decoder reports and asks.

    void bytesRead(int bytes) {
        socket.countBytesIn(bytes);
    }

    /** The first byte of a request has come. */
    void headBegun() {
        if (phase == Phase.FIRST_HEAD) {
            phase = Phase.HEAD; // its deadline counts from the connection's start
        } else {
            enter(Phase.HEAD, settings.headTimeout());
        }
    }

    void headRead(HttpRequest head) {
        current = head;
        socket.countRequest();
        enter(Phase.BODY, settings.bodyTimeout());
    }

    void requestRead() {
        phase = Phase.ANSWER;
        socket.clearDeadline();
    }

    /** Whether a byte may be decoded now. */
    boolean readsNext() {
        return phase != Phase.ANSWER && phase != Phase.BLOCKED && phase != Phase.LEAVING;
    }

    boolean inHead() {
        return phase == Phase.FIRST_HEAD || phase == Phase.HEAD || phase == Phase.IDLE;
    }

    boolean leaving() {
        return phase == Phase.LEAVING;
    }

    /** What was read is decoded, as far as it can be now. */
    void decoded() {
        if (peerEnded && readsNext()) {
            leaveSilently("closed by the peer"); // no more comes, and what is left is no whole request
        }
    }

    /** The peer sends no more; what it has asked for is still answered. */
    @Override
    public void peerEnded() {
        peerEnded = true;
        socket.closing(Closing.By.CLIENT, "closed by the peer");
        decoded();
    }

    /** The socket has closed. */
    void closed() {
        peerGone.run();
    }

    /** Says what is to be done if the peer goes, or is to be answered soon, before the answer is given. */
    void whileWaiting(Runnable peerGone, Runnable hurry) {
        this.peerGone = peerGone;
        this.hurry = hurry;
    }

    void writabilityChanged() {
        if (phase == Phase.BLOCKED && channel.isWritable()) {
            // Not from within the flush that made room.
            channel.eventLoop().execute(this::unblock);
        }
    }

    // Answers.

    /** Answers a request; the connection goes on if both sides want that and nothing of the request is left to read. */
    void answer(HttpRequest request, Answer answer) {
        whileWaiting(NOTHING, NOTHING);
        boolean keepAlive = HttpUtil.isKeepAlive(request) && goingAway == null && phase == Phase.ANSWER;
        if (!keepAlive) {
            String reason = goingAway != null
                    ? goingAway
                    : "answered " + answer.status().code() + " for the last time";
            leave(request, answer, reason);
            return;
        }
        channel.write(response(request, answer, true), channel.voidPromise());
        unflushed = true;
        if (channel.isWritable()) {
            nextTurn();
        } else {
            block();
        }
    }

    /**
     * Answers with an error and ends the connection: where what follows can't be told apart from the request.
     *
     * @param request the request, or null for the current one, if there is one
     */
    void refuse(HttpRequest request, Answer problem) {
        HttpRequest refused = request == null && phase == Phase.BODY ? current : request;
        leave(refused, problem, "refused: " + problem.status().code());
    }

    /** Answers with a head, and lets another stage write the rest: this one is over. */
    void handOver(String path, HttpResponse head, Stage next) {
        whileWaiting(NOTHING, NOTHING);
        head.headers().set(HttpHeaderNames.DATE, HttpDate.now());
        PipelineSwitch.perform(socket, path, head, stage, next);
    }

    /** Why this connection is to end with the answer that is being made, or null. */
    String goingAway() {
        return goingAway;
    }

    /** Whether a peer has closed or is being closed, so that an answer would find nobody. */
    boolean over() {
        return phase == Phase.LEAVING || !channel.isActive();
    }

    /** Tells a peer that waits for it to send its body (RFC 9110, section 10.1.1). */
    void expectBody() {
        if (phase == Phase.BODY) {
            channel.writeAndFlush(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER),
                    channel.voidPromise());
            socket.flushed();
        }
    }

    void failed(Throwable cause) {
        socket.failed(cause);
    }

    /** Sends what was answered since the last call: once for all answers of one read. */
    void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
            socket.flushed();
        }
    }

    private void nextTurn() {
        if (goingAway != null) {
            leaveSilently(goingAway);
            return;
        }
        enter(Phase.IDLE, settings.keepAlive());
        decoder.resume();
        if (!decoder.decoding()) {
            flush();
        }
    }

    private void block() {
        phase = Phase.BLOCKED; // the record watches that the peer goes on taking something
        socket.clearDeadline();
        if (!decoder.decoding()) {
            flush();
        }
    }

    private void unblock() {
        if (phase == Phase.BLOCKED && channel.isWritable()) {
            nextTurn();
        }
    }

    private HttpResponse response(HttpRequest request, Answer answer, boolean keepAlive) {
        boolean head = request != null && request.method().equals(HttpMethod.HEAD);
        boolean bodiless = head || answer.body().length == 0;
        ByteBuf body = bodiless ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
        HttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), body);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.DATE, HttpDate.now());
        if (answer.contentType() != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        }
        boolean ofEndlessAnswer = head && answer.body().length == 0;
        if (!answer.status().equals(HttpResponseStatus.NO_CONTENT) && !ofEndlessAnswer) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        for (Map.Entry<?, String> header : answer.headers().entrySet()) {
            headers.set((CharSequence) header.getKey(), header.getValue());
        }
        if (headers.contains(HttpHeaderNames.UPGRADE)) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE); // RFC 9110, section 7.8
        }
        if (!keepAlive) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.protocolVersion().isKeepAliveDefault()) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return response;
    }

    // The end.

    private void leave(HttpRequest request, Answer answer, String reason) {
        if (phase != Phase.LEAVING) {
            leave(response(request, answer, false), reason);
        }
    }

    private void leaveSilently(String reason) {
        leave(Unpooled.EMPTY_BUFFER, reason);
    }

    private void leave(Object lastMessage, String reason) {
        phase = Phase.LEAVING;
        socket.closing(Closing.By.SERVER, reason);
        OrderlyClose.after(channel.writeAndFlush(lastMessage), socket, socketSettings);
    }

    @Override
    public void goAway(String reason) {
        switch (phase) {
            case FIRST_HEAD -> socket.closeNow(reason);
            case IDLE, BLOCKED -> leaveSilently(reason);
            case HEAD, BODY -> goingAway = reason;
            case ANSWER -> {
                goingAway = reason;
                hurry.run();
            }
            case LEAVING -> {}
        }
    }

    @Override
    public void deadlineReached() {
        switch (phase) {
            case FIRST_HEAD -> socket.closeNow("no request within " + Units.text(settings.headTimeout()));
            case HEAD -> refuse(null, timeout("head", settings.headTimeout(), "head-timeout"));
            case BODY -> refuse(null, timeout("body", settings.bodyTimeout(), "body-timeout"));
            case IDLE -> {
                if (socket.sending()) {
                    enter(Phase.IDLE, settings.keepAlive()); // still busy with the last answer
                } else {
                    leaveSilently("idle for " + Units.text(settings.keepAlive()));
                }
            }
            case ANSWER, BLOCKED, LEAVING -> throw new IllegalStateException("no deadline of ours in " + phase);
        }
    }

    private static Answer timeout(String part, Duration limit, String setting) {
        return Problem.of(
                HttpResponseStatus.REQUEST_TIMEOUT,
                "The request's " + part + " took longer than " + Units.text(limit) + " (" + setting + ").");
    }

    private void enter(Phase next, Duration limit) {
        phase = next;
        socket.deadlineIn(limit.toNanos());
    }
}
