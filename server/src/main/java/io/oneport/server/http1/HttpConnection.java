package io.oneport.server.http1;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.oneport.protocol.Units;
import io.oneport.server.api.FileBody;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import io.oneport.server.connection.ClientLimits;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.CountedMethods;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.OutputBatch;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.Stream;
import java.time.Duration;
import java.util.Map;

/**
 * Where one HTTP connection stands: whose turn it is, how long that may take, and how it ends. It writes every answer.
 * Confined to the socket's event loop.
 */
final class HttpConnection implements Stream {
    /** Where requests come from. */
    interface Input {
        /** Goes on with what is held, and with reading: the next request may be decoded. */
        void resume();

        /** Whether a read is being decoded at this moment, and its answers will be flushed at its end. */
        boolean decoding();
    }

    /** Where the last request went. */
    interface Destination {
        /** Whether this is the request that was routed last. */
        boolean routed(HttpRequest request);

        /** Takes the request that was routed last to its endpoint once more; it came whole, and has no body. */
        void routeAgain();
    }

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
    private static final int SWITCHING_PROTOCOLS = 101;

    /** How long an idle connection that is told to go may still send a request. */
    private static final Duration LAST_CHANCE = Duration.ofMillis(250);

    private final HttpSettings settings;
    private final Cors cors;
    private final Connection socket;
    private final Channel channel;
    private final Stage stage;
    /** Null if requests are not logged. */
    private final RequestLog log;

    private Phase phase;
    private Input input;
    private OutputBatch out;
    private String goingAway;
    private boolean peerEnded;
    private HttpRequest current;
    /** What was answered last, and whether its peer wants the connection to go on. */
    private HttpRequest answered;

    private boolean keepAlive;
    /**
     * The lines that let a page of another origin read the answer to a request, and its id; kept for when it comes again.
     */
    private byte[] accessLines;

    private HttpRequest accessAsked;
    /** Where the last request was routed, if it was a whole one. */
    private Destination destination;

    /** The body that is being written in parts, or null. */
    private PendingBody parts;

    /** When the head of the current request was read. */
    private long begunNanos;
    /** Answers of the current read whose time is yet to be noted. */
    private int untimed;

    private int partsStatus;

    private Runnable peerGone = NOTHING;
    private Runnable hurry = NOTHING;

    HttpConnection(HttpSettings settings, Cors cors, Connection socket, Stage stage) {
        this.cors = cors;
        this.settings = settings;
        this.socket = socket;
        this.channel = socket.channel();
        this.stage = stage;
        this.log = RequestLog.of(socket);
        phase = Phase.FIRST_HEAD;
        socket.inherit(this);
        socket.deadlineWithin(settings.headTimeout().toNanos()); // it runs since the connection was accepted
    }

    /** The decoder is installed; what is written goes out from its place in the pipeline. */
    void installed(ChannelHandlerContext ctx, Input decoder) {
        input = decoder;
        out = new OutputBatch(ctx, socket);
    }

    /** The decoder is removed. */
    void removed() {
        time();
        out.release();
    }

    Connection socket() {
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
        if (log != null) {
            log.begun();
        }
        if (phase == Phase.FIRST_HEAD) {
            phase = Phase.HEAD; // its deadline counts from the connection's start
        } else {
            enter(Phase.HEAD, settings.headTimeout());
        }
    }

    void headRead(HttpRequest head) {
        requestBegun(head);
        enter(Phase.BODY, settings.bodyTimeout());
    }

    /** A request that is known has come again, all of it at once. */
    void readAgain(HttpRequest request) {
        if (log != null) {
            log.begun();
        }
        requestBegun(request);
        requestRead();
    }

    private void requestBegun(HttpRequest head) {
        current = head;
        if (untimed == 0) { // else it came with the same read as those
            begunNanos = System.nanoTime();
        }
        socket.countRequest();
    }

    void requestRead() {
        enter(Phase.ANSWER, settings.answerTimeout());
    }

    /**
     * Notes that a request has passed all checks and is at its endpoint.
     *
     * @param destination where it was routed; null if the same request must not be routed again
     */
    void routed(Destination destination) {
        this.destination = destination;
    }

    /** Takes a request to where it was routed before, if it is the last one that was, and says whether it is. */
    boolean routesAgain(HttpRequest request) {
        boolean again = destination != null
                && destination.routed(request)
                && channel.isActive()
                && !socket.limited(ClientLimits.Kind.REQUEST);
        if (again) {
            destination.routeAgain();
        }
        return again;
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

    @Override
    public boolean waits() {
        return phase != Phase.ANSWER || parts != null;
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
        if (parts != null) {
            parts.closed();
        }
        if (log != null && parts != null) {
            log.answered(current, partsStatus, parts.bytes(), false);
            parts = null;
        }
    }

    /** Sets on whose behalf the current request is made. */
    void onBehalfOf(Principal principal) {
        if (log != null) {
            log.onBehalfOf(principal);
        }
    }

    /** The connection is taken over by another protocol, as the current request asked. */
    void takenOver() {
        count(current, SWITCHING_PROTOCOLS);
        if (log != null) {
            log.endsWithConnection(current, SWITCHING_PROTOCOLS);
        }
    }

    /** Says what is to be done if the peer goes, or is to be answered soon, before the answer is given. */
    void whileWaiting(Runnable peerGone, Runnable hurry) {
        this.peerGone = peerGone;
        this.hurry = hurry;
    }

    /** Gives the answer that is being made this long in addition, since the request asks to wait. */
    void waitsFor(Duration wait) {
        if (phase == Phase.ANSWER) {
            socket.deadlineIn(wait.plus(settings.answerTimeout()).toNanos());
        }
    }

    void writabilityChanged() {
        if (parts != null && channel.isWritable()) {
            parts.writableAgain();
        } else if (phase == Phase.BLOCKED && channel.isWritable()) {
            // Not from within the flush that made room.
            channel.eventLoop().execute(this::unblock);
        }
    }

    // Answers.

    /** Answers a request; the connection goes on if both sides want that and nothing of the request is left to read. */
    void answer(HttpRequest request, Response answer) {
        whileWaiting(NOTHING, NOTHING);
        if (phase != Phase.ANSWER || !AnswerCompression.concerns(settings.compression(), answer)) {
            send(request, answer);
            return;
        }
        GzipEncoder encoder = null;
        if (AnswerCompression.isWanted(request)) {
            if (answer.gzip() != null) {
                send(request, answer.gzip());
                return;
            }
            encoder = GzipEncoder.take();
        }
        if (encoder == null) {
            send(request, answer.negotiated());
        } else {
            socket.work()
                    .add(new WholeBodyGzip(answer.body(), encoder, shorter -> compressed(request, answer, shorter)));
        }
    }

    private void compressed(HttpRequest request, Response answer, byte[] shorter) {
        if (!over()) { // answer-timeout may have passed, or the peer gone
            send(request, shorter == null ? answer.negotiated() : answer.gzip(shorter));
        }
    }

    private void send(HttpRequest request, Response answer) {
        if (isLast(request)) {
            leave(request, answer, lastReason(answer));
            return;
        }
        write(request, answer, true);
        answered();
    }

    private void write(HttpRequest request, Response answer, boolean goesOn) {
        ResponseWriter.write(out, request, answer, access(request), goesOn, socket.nowMillis());
        count(request, answer.status().code());
        if (log != null) {
            log.answered(request, answer.status().code(), ResponseWriter.bodyBytes(request, answer), true);
        }
    }

    /** Counts the answer to the current request. */
    private void count(HttpRequest request, int status) {
        int method = request == null
                ? CountedMethods.unknown()
                : CountedMethods.method(request.method().name());
        boolean begun = phase != Phase.FIRST_HEAD && phase != Phase.HEAD; // else its head has not come whole
        socket.countAnswer(method, status);
        if (!begun) {
            socket.countAnswerTime(0, 1);
            return;
        }
        untimed++;
        if (!input.decoding()) {
            time();
        }
    }

    /** Notes how long the answers of one read took: they leave together, and one look at the clock does for all. */
    private void time() {
        if (untimed > 0) {
            socket.countAnswerTime(System.nanoTime() - begunNanos, untimed);
            untimed = 0;
        }
    }

    /** Whether the connection ends with the answer to this request. */
    private boolean isLast(HttpRequest request) {
        if (request != answered) { // the same object may come again and again
            answered = request;
            keepAlive = HttpUtil.isKeepAlive(request);
        }
        return !keepAlive || goingAway != null || phase != Phase.ANSWER || socket.draining() != null;
    }

    private byte[] access(HttpRequest request) {
        if (accessLines == null || request != accessAsked) {
            accessAsked = request;
            accessLines = RequestId.with(cors.lines(request), request);
        }
        return accessLines;
    }

    private String lastReason(Response answer) {
        if (goingAway == null) {
            goingAway = socket.draining();
        }
        return goingAway != null ? goingAway : "answered " + answer.status().code() + " for the last time";
    }

    /** Answers a request in parts; see {@link HttpExchange#answerInParts}. */
    BodyWriter answerInParts(HttpRequest request, Response plain) {
        boolean chunked = ResponseWriter.chunks(request);
        boolean last = isLast(request) || !chunked;
        boolean negotiated = AnswerCompression.concernsParts(settings.compression(), plain);
        GzipEncoder gzip = negotiated && chunked && AnswerCompression.isWanted(request) ? GzipEncoder.take() : null;
        Response head = gzip != null ? plain.gzip(null) : negotiated ? plain.negotiated() : plain;
        ResponseWriter.write(out, request, head, access(request), !last, socket.nowMillis());
        socket.clearDeadline(); // from now on the record watches that the peer goes on taking something
        boolean toHead = request.method().equals(HttpMethod.HEAD);
        partsStatus = head.status().code();
        BodyWriter body =
                new BodyWriter(out, chunked, toHead, gzip, () -> partsWritten(last ? lastReason(head) : null));
        parts = body;
        return body;
    }

    /** Answers a request with a file; see {@link HttpExchange#answer(Response, FileBody)}. */
    void answer(HttpRequest request, Response head, FileBody body) {
        if (over()) {
            body.release();
            return;
        }
        if (request.method().equals(HttpMethod.HEAD) || body.length() == 0) {
            body.release();
            answer(request, head);
            return;
        }
        whileWaiting(NOTHING, NOTHING);
        boolean last = isLast(request);
        ResponseWriter.write(out, request, head, access(request), !last, socket.nowMillis());
        socket.clearDeadline(); // from now on the record watches that the peer goes on taking something
        partsStatus = head.status().code();
        FileWriter file = new FileWriter(socket, out, body, () -> partsWritten(last ? lastReason(head) : null));
        parts = file;
        file.goOn();
    }

    private void partsWritten(String lastReason) {
        count(current, partsStatus);
        if (log != null) {
            log.answered(current, partsStatus, parts.bytes(), true);
        }
        parts = null;
        whileWaiting(NOTHING, NOTHING);
        if (lastReason == null) {
            answered();
        } else if (phase != Phase.LEAVING) {
            leave(lastReason);
        }
    }

    private void answered() {
        if (out.waitingBytes() >= socket.settings().outboundBufferBytes()) {
            out.writable(); // so that the channel knows what waits
        } else if (socket.shortOfMemory()) {
            flush();
        }
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
    void refuse(HttpRequest request, Response problem) {
        HttpRequest refused = request == null && phase == Phase.BODY ? current : request;
        leave(refused, problem, "refused: " + problem.status().code());
    }

    /** Answers with a head, and lets another stage write the rest: this one is over. */
    void handOver(HttpRequest request, String path, Response head, Stage next) {
        whileWaiting(NOTHING, NOTHING);
        boolean goesOn = HttpUtil.isKeepAlive(request) && ResponseWriter.chunks(request);
        ResponseWriter.write(out, request, head, access(request), goesOn, socket.nowMillis());
        count(request, head.status().code());
        if (log != null) {
            log.endsWithConnection(request, head.status().code());
        }
        PipelineSwitch.perform(socket, path, Unpooled.EMPTY_BUFFER, stage, next);
        if (goingAway != null) {
            // A browser gives up an event stream that is refused, but comes back to one that ends.
            socket.goAwaySoon(goingAway);
        }
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
            out.add(ResponseWriter.CONTINUE);
            out.flush();
        }
    }

    void failed(Throwable cause) {
        socket.failed(cause);
    }

    /** Hands the channel what was answered; it is sent with the next flush. */
    void writeOut() {
        out.write();
    }

    /** Sends what was answered since the last call: once for all answers of one read. */
    void flush() {
        time();
        out.flush();
    }

    private void nextTurn() {
        if (goingAway != null) {
            leaveSilently(goingAway);
            return;
        }
        enter(Phase.IDLE, settings.keepAlive());
        input.resume();
        if (!input.decoding()) {
            flush();
        }
    }

    private void block() {
        phase = Phase.BLOCKED; // the record watches that the peer goes on taking something
        socket.clearDeadline();
        if (!input.decoding()) {
            flush();
        }
    }

    private void unblock() {
        if (phase != Phase.BLOCKED || !channel.isWritable() || socket.closesForMemory(true)) {
            return;
        }
        try {
            nextTurn();
        } catch (Throwable e) {
            socket.failed(e); // this comes from no event of the pipeline, which would see to it
        }
    }

    // The end.

    private void leave(HttpRequest request, Response answer, String reason) {
        if (phase != Phase.LEAVING) {
            write(request, answer, false);
            leave(reason);
        }
    }

    private void leaveSilently(String reason) {
        leave(reason);
    }

    private void leave(String reason) {
        phase = Phase.LEAVING;
        socket.closing(Closing.By.SERVER, reason);
        out.write();
        OrderlyClose.after(channel.writeAndFlush(Unpooled.EMPTY_BUFFER), socket);
    }

    private void leaveWithoutAnswer(String reason) {
        if (phase == Phase.FIRST_HEAD) {
            socket.closeNow(reason);
        } else {
            leaveSilently(reason);
        }
    }

    @Override
    public void goAway(String reason) {
        switch (phase) {
            case FIRST_HEAD, IDLE -> {
                if (socket.drainOver().isZero()) {
                    leaveWithoutAnswer(reason);
                } else {
                    // A request may be on its way: it is answered, and the peer does not find the connection reset.
                    goingAway = reason;
                    socket.deadlineWithin(LAST_CHANCE.toNanos());
                }
            }
            case BLOCKED -> leaveSilently(reason);
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
            case FIRST_HEAD ->
                socket.closeNow(
                        goingAway != null ? goingAway : "no request within " + Units.text(settings.headTimeout()));
            case HEAD -> refuse(null, timeout("head", settings.headTimeout(), "head-timeout"));
            case BODY -> refuse(null, timeout("body", settings.bodyTimeout(), "body-timeout"));
            case IDLE -> {
                if (goingAway != null) {
                    leaveSilently(goingAway);
                } else if (socket.sending()) {
                    enter(Phase.IDLE, settings.keepAlive()); // still busy with the last answer
                } else {
                    leaveSilently("idle for " + Units.text(settings.keepAlive()));
                }
            }
            case ANSWER -> {
                peerGone.run();
                whileWaiting(NOTHING, NOTHING);
                refuse(current, noAnswer());
            }
            case BLOCKED, LEAVING -> throw new IllegalStateException("no deadline of ours in " + phase);
        }
    }

    private Response noAnswer() {
        return Problem.of(
                Status.SERVICE_UNAVAILABLE,
                "The answer took longer than " + Units.text(settings.answerTimeout()) + " (answer-timeout).",
                Map.of("retry-after", "5"));
    }

    private static Response timeout(String part, Duration limit, String setting) {
        return Problem.of(
                Status.REQUEST_TIMEOUT,
                "The request's " + part + " took longer than " + Units.text(limit) + " (" + setting + ").");
    }

    private void enter(Phase next, Duration limit) {
        phase = next;
        socket.deadlineIn(limit.toNanos());
    }
}
