package io.oneport.server.http1;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.oneport.protocol.Units;
import io.oneport.server.api.FileBody;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.TemporaryRefusal;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OrderlyClose;
import io.oneport.server.connection.OutputBatch;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.Stream;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection: gives each answer its turn, then goes on with the next request or ends. {@link AnswerWriter} writes the
 * answers, {@link RequestAccounting} counts, times and logs them. Confined to the socket's event loop.
 */
final class HttpConnection extends HttpTurns implements Stream, Work {
    private static final Runnable NOTHING = () -> {};
    private static final int SWITCHING_PROTOCOLS = 101;

    /** How long an idle connection that is told to go may still send a request. */
    private static final Duration LAST_CHANCE = Duration.ofMillis(250);

    private final Stage stage;
    private final AnswerWriter writer;
    /** Set when the decoder is installed, before anything is read. */
    @SuppressWarnings("NullAway.Init")
    private RequestInput input;

    private boolean enqueued;
    private @Nullable String goingAway;
    /** The last request that was answered and whose peer wants the connection to go on. */
    private @Nullable HttpRequest lasting;

    private Runnable peerGone = NOTHING;
    private Runnable hurry = NOTHING;

    /**
     * Begins with the time that the first request has, which runs since the connection was accepted.
     *
     * @param origins whose pages may read answers
     * @param stage what this belongs to
     */
    HttpConnection(HttpSettings settings, Origins origins, Connection socket, Stage stage) {
        super(settings, socket);
        this.stage = stage;
        this.writer = new AnswerWriter(settings, origins, socket);
        socket.inherit(this);
        socket.deadlineWithin(phase.limit(settings).toNanos());
    }

    /** The decoder is installed; what is written goes out from its place in the pipeline. */
    void installed(ChannelHandlerContext ctx, RequestInput decoder) {
        input = decoder;
        writer.installed(ctx);
    }

    /** The decoder is removed. */
    void removed() {
        accounting.noteTimes();
        writer.out().release();
    }

    // What the decoder reports.

    /** What was read is decoded, as far as it can be now. */
    void decoded() {
        if (phase == HttpPhase.IDLE && accounting.answersOfTurn() > 0) {
            enter(HttpPhase.IDLE); // set once for all requests of the read
        }
        if (socket.peerHasEnded() && phase != HttpPhase.BODY_QUEUED && readsNext()) {
            leave("closed by the peer"); // no more comes, and what is left is no whole request
        }
    }

    @Override
    public boolean waits() {
        return phase != HttpPhase.ANSWER || writer.parts() != null;
    }

    /** The peer sends no more; what it has asked for is still answered. */
    @Override
    public void peerEnded() {
        socket.closing(Closing.By.CLIENT, "closed by the peer");
        decoded();
    }

    /** The socket has closed. */
    void closed() {
        peerGone.run();
        PendingBody parts = writer.endParts();
        if (parts != null) {
            parts.closed();
            accounting.cutShort(current, writer.partsStatus(), parts.bytes());
        }
    }

    /** The connection is taken over by another protocol, as the current request asked. */
    void takenOver() {
        endsWithConnection(current, SWITCHING_PROTOCOLS);
    }

    /** Says what is to be done if the peer goes, or is to be answered soon, before the answer is given. */
    void whileWaiting(Runnable peerGone, Runnable hurry) {
        this.peerGone = peerGone;
        this.hurry = hurry;
    }

    void writabilityChanged() {
        if (!socket.channel().isWritable()) {
            return;
        }
        if (writer.parts() != null) {
            writer.parts().writableAgain();
        } else if (phase == HttpPhase.BLOCKED) {
            queue(); // not from within the flush that made room
        }
    }

    // Answers.

    /** Answers a request; the connection goes on if both sides want that and nothing of the request is left to read. */
    void answer(HttpRequest request, Response answer) {
        whileWaiting(NOTHING, NOTHING);
        Response ready = answer;
        if (phase == HttpPhase.ANSWER
                && !(answer instanceof TemporaryRefusal) // short, and it may go out in another form
                && AnswerCompression.concerns(settings.compression(), answer)) {
            ready = AnswerCompression.choose(request, answer, socket.work(), later -> {
                if (!over()) { // answer-timeout may have passed, or the peer gone
                    send(request, later);
                }
            });
        }
        if (ready != null) {
            send(request, ready);
        }
    }

    private void send(HttpRequest request, Response answer) {
        if (isLast(request)) {
            leave(request, answer, lastReason(answer.status().code()));
        } else {
            write(request, answer, true);
            answered();
        }
    }

    private void write(@Nullable HttpRequest request, Response answer, boolean goesOn) {
        Response form = EventSources.form(request, answer);
        writer.write(request, form, goesOn);
        int status = answer.status().code(); // it is counted and logged as what it is, in whatever form it goes out
        long bodyBytes = ResponseWriter.bodyBytes(request, form);
        if (phase.awaitsHead()) {
            accounting.refusedInHead(request, status, bodyBytes);
        } else {
            accounting.answered(request, status, bodyBytes);
            noteTimes();
        }
    }

    /** Unless a flush follows, which does it for all answers of the read. */
    private void noteTimes() {
        if (!input.decoding()) {
            accounting.noteTimes();
        }
    }

    /** Whether the connection ends with the answer to this request. */
    private boolean isLast(HttpRequest request) {
        if (request != lasting) { // the same object may come again and again
            if (!HttpUtil.isKeepAlive(request)) {
                return true;
            }
            lasting = request;
        }
        return goingAway != null || phase != HttpPhase.ANSWER || socket.draining() != null;
    }

    private String lastReason(int status) {
        if (goingAway == null) {
            goingAway = socket.draining();
        }
        return goingAway != null ? goingAway : "answered " + status + " for the last time";
    }

    /** Answers a request in parts; see {@link HttpExchange#answerInParts}. */
    BodyWriter answerInParts(HttpRequest request, Response plain) {
        boolean last = isLast(request) || !ResponseWriter.chunks(request);
        return writer.begin(request, plain, !last, () -> partsWritten(last));
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
        writer.begin(request, head, body, !last, () -> partsWritten(last));
    }

    private void partsWritten(boolean last) {
        PendingBody parts = writer.endParts();
        accounting.answered(current, writer.partsStatus(), parts == null ? 0 : parts.bytes());
        noteTimes();
        whileWaiting(NOTHING, NOTHING);
        if (!last) {
            answered();
        } else if (phase != HttpPhase.LEAVING) {
            leave(lastReason(writer.partsStatus()));
        }
    }

    private void answered() {
        OutputBatch out = writer.out();
        boolean over = turnOver();
        if (out.waitingBytes() >= socket.settings().outboundBufferBytes()) {
            out.writable(); // so that the channel knows what waits
            over = true;
        } else if (socket.shortOfMemory()) {
            flush();
            over = true;
        }
        if (!socket.channel().isWritable()) {
            block();
        } else if (over && input.heldBytes() > 0) {
            queue();
            if (!input.decoding()) {
                flush();
            }
        } else {
            nextTurn();
        }
    }

    /**
     * Answers with an error and ends the connection: where what follows can't be told apart from the request.
     *
     * @param request the request, or null for the current one, if there is one
     */
    void refuse(@Nullable HttpRequest request, Response problem) {
        HttpRequest refused = request == null && inBody() ? current : request;
        leave(refused, problem, "refused: " + problem.status().code());
    }

    /** Refuses a head that has not come whole, since too many others have not either. */
    void refuseHead() {
        Response problem =
                Problem.unavailable("Too many heads of requests are unfinished on this server (unfinished-total).", 5);
        refuse(null, problem);
    }

    /** Answers with a head, and lets another stage write the rest: this one is over. */
    void handOver(HttpRequest request, String path, Response head, Stage next) {
        whileWaiting(NOTHING, NOTHING);
        boolean goesOn = HttpUtil.isKeepAlive(request) && ResponseWriter.chunks(request);
        writer.write(request, head, goesOn);
        endsWithConnection(request, head.status().code());
        PipelineSwitch.perform(socket, path, Unpooled.EMPTY_BUFFER, stage, next);
        if (goingAway != null) {
            // A browser gives up an event stream that is refused, but comes back to one that ends.
            socket.goAwaySoon(goingAway);
        }
    }

    private void endsWithConnection(@Nullable HttpRequest request, int status) {
        accounting.endsWithConnection(request, status);
        noteTimes();
    }

    /** Why this connection is to end with the answer that is being made, or null. */
    @Nullable
    String goingAway() {
        return goingAway;
    }

    /** Tells a peer that waits for it to send its body (RFC 9110, section 10.1.1). */
    void expectBody() {
        if (phase == HttpPhase.BODY) {
            writer.out().add(ResponseWriter.CONTINUE);
            writer.out().flush();
        }
    }

    /** Hands the channel what was answered; it is sent with the next flush. */
    void writeOut() {
        writer.out().write();
    }

    /** Sends what was answered since the last call: once for all answers of one read. */
    void flush() {
        accounting.noteTimes();
        writer.out().flush();
    }

    private void nextTurn() {
        if (goingAway != null) {
            leave(goingAway);
            return;
        }
        if (input.decoding() && accounting.answersOfTurn() > 0) {
            phase = HttpPhase.IDLE; // the decoder goes on by itself, and then calls decoded()
        } else {
            enter(HttpPhase.IDLE);
            input.resume();
        }
    }

    /** Whether others have their turn before more of this body is read. Its time goes on: a body has one limit in all. */
    boolean bodyWaits() {
        if (phase == HttpPhase.BODY && bodyTurnOver()) {
            phase = HttpPhase.BODY_QUEUED;
            enqueue();
        }
        return phase == HttpPhase.BODY_QUEUED;
    }

    private void enqueue() {
        if (!enqueued) {
            enqueued = true;
            socket.work().add(this);
        }
    }

    /** Others have their turn before the next request. */
    private void queue() {
        phase = HttpPhase.QUEUED;
        socket.clearDeadline(); // it is we who take the time
        enqueue();
    }

    @Override
    public boolean work(TurnBudget budget) {
        enqueued = false;
        boolean queued = phase == HttpPhase.QUEUED || phase == HttpPhase.BODY_QUEUED;
        if (queued && socket.channel().isActive() && !socket.closesForMemory(true)) {
            long requests = socket.requests();
            long bytes = socket.bytesOut();
            itsTurn();
            int read = (int) (socket.requests() - requests) + partsOfTurn();
            budget.use(TurnBudget.WRITE + read * TurnBudget.DELIVERY, socket.bytesOut() - bytes);
        }
        return false; // if there is more, it has queued again
    }

    private void itsTurn() {
        if (phase == HttpPhase.BODY_QUEUED) {
            beginBodyTurn();
            input.resume();
        } else if (!socket.channel().isWritable()) {
            block();
        } else if (goingAway != null && input.heldBytes() > 0) {
            enter(HttpPhase.IDLE);
            socket.deadlineWithin(LAST_CHANCE.toNanos());
            input.resume(); // the answer to what it has sent is the last
        } else {
            nextTurn();
        }
    }

    @Override
    public boolean failed(Throwable cause) {
        socket.failed(cause);
        return false;
    }

    private void block() {
        phase = HttpPhase.BLOCKED; // the record watches that the peer goes on taking something
        socket.clearDeadline();
        if (!input.decoding()) {
            flush();
        }
    }

    // The end.

    private void leave(@Nullable HttpRequest request, Response answer, String reason) {
        if (phase != HttpPhase.LEAVING) {
            write(request, answer, false);
            leave(reason);
        }
    }

    private void leave(String reason) {
        phase = HttpPhase.LEAVING;
        socket.closing(Closing.By.SERVER, reason);
        writer.out().write();
        OrderlyClose.after(socket.channel().writeAndFlush(Unpooled.EMPTY_BUFFER), socket);
    }

    @Override
    public void goAway(String reason) {
        switch (phase) {
            case FIRST_HEAD, IDLE -> {
                if (!socket.drainOver().isZero()) {
                    // A request may be on its way: it is answered, and the peer does not find the connection reset.
                    goingAway = reason;
                    socket.deadlineWithin(LAST_CHANCE.toNanos());
                } else if (phase == HttpPhase.FIRST_HEAD) {
                    socket.closeNow(reason);
                } else {
                    leave(reason);
                }
            }
            case BLOCKED -> leave(reason);
            case HEAD, BODY, BODY_QUEUED, QUEUED -> goingAway = reason;
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
            case HEAD, BODY -> refuse(null, phase.tooLong(settings));
            case BODY_QUEUED -> enter(phase); // it is we who take the time
            case IDLE -> {
                if (goingAway != null) {
                    leave(goingAway);
                } else if (socket.sending()) {
                    enter(HttpPhase.IDLE); // still busy with the last answer
                } else {
                    leave("idle for " + Units.text(settings.keepAlive()));
                }
            }
            case ANSWER -> {
                peerGone.run();
                whileWaiting(NOTHING, NOTHING);
                refuse(current, phase.tooLong(settings));
            }
            case BLOCKED, QUEUED, LEAVING -> throw new IllegalStateException("no deadline of ours in " + phase);
        }
    }
}
