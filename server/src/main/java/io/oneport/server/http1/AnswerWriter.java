package io.oneport.server.http1;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.FileBody;
import io.oneport.server.api.Response;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.OutputBatch;
import org.jspecify.annotations.Nullable;

/**
 * Writes one connection's answers: whole, in parts, or from a file, each with the lines that its request gives rise to.
 * When an answer is due, and whether another request follows it, is for {@link HttpConnection} to say. Confined to the
 * socket's event loop.
 */
final class AnswerWriter {
    private final HttpSettings settings;
    private final Origins origins;
    private final Connection socket;
    /** Set when the decoder is installed, before anything is written. */
    @SuppressWarnings("NullAway.Init")
    private OutputBatch out;

    /**
     * The lines that let a page of another origin read the answer to a request, and its id; kept for when it comes again.
     */
    private byte @Nullable [] lines;

    private @Nullable HttpRequest linesFor;

    /** The body that is being written in parts, or null. */
    private @Nullable PendingBody parts;

    private int partsStatus;

    /**
     * Creates a writer.
     *
     * @param origins whose pages may read answers
     */
    AnswerWriter(HttpSettings settings, Origins origins, Connection socket) {
        this.settings = settings;
        this.origins = origins;
        this.socket = socket;
    }

    /** What is written goes out from this place in the pipeline. */
    void installed(ChannelHandlerContext ctx) {
        out = new OutputBatch(ctx, socket);
    }

    /** Where all is written to. */
    OutputBatch out() {
        return out;
    }

    /**
     * Writes an answer, or the head of one whose body is written elsewhere.
     *
     * @param request what is answered, or null if that could not be read
     * @param goesOn whether another request may follow
     */
    void write(@Nullable HttpRequest request, Response answer, boolean goesOn) {
        ResponseWriter.write(out, request, answer, lines(request), goesOn, socket.nowMillis());
    }

    private byte[] lines(@Nullable HttpRequest request) {
        if (lines == null || request != linesFor) { // the same object may come again and again
            linesFor = request;
            lines = RequestId.with(Cors.lines(origins, request), request);
        }
        return lines;
    }

    /**
     * Writes the head of an answer whose body follows in parts, compressed if the request asks for that.
     *
     * @param onEnd called when the body is complete; it calls {@link #endParts}
     */
    BodyWriter begin(HttpRequest request, Response plain, boolean goesOn, Runnable onEnd) {
        boolean chunked = ResponseWriter.chunks(request);
        boolean negotiated = AnswerCompression.concernsParts(settings.compression(), plain);
        GzipEncoder gzip = negotiated && chunked && AnswerCompression.isWanted(request) ? GzipEncoder.take() : null;
        writeHead(request, gzip != null ? plain.gzip(null) : negotiated ? plain.negotiated() : plain, goesOn);
        boolean toHead = request.method().equals(HttpMethod.HEAD);
        BodyWriter body = new BodyWriter(out, chunked, toHead, gzip, onEnd);
        parts = body;
        return body;
    }

    /**
     * Writes the head of an answer, and then a file, as the peer takes it.
     *
     * @param body has a byte at least; released here
     * @param onEnd called when all of it is written; it calls {@link #endParts}
     */
    void begin(HttpRequest request, Response head, FileBody body, boolean goesOn, Runnable onEnd) {
        writeHead(request, head, goesOn);
        FileWriter file = new FileWriter(socket, out, body, onEnd);
        parts = file;
        file.goOn();
    }

    private void writeHead(HttpRequest request, Response head, boolean goesOn) {
        write(request, head, goesOn);
        socket.clearDeadline(); // from now on the record watches that the peer goes on taking something
        partsStatus = head.status().code();
    }

    /** The body that is being written in parts, or null. */
    @Nullable
    PendingBody parts() {
        return parts;
    }

    /** The status of the answer whose body is or was the last to be written in parts. */
    int partsStatus() {
        return partsStatus;
    }

    /** Forgets the body that was written in parts, and returns it. */
    @Nullable
    PendingBody endParts() {
        PendingBody ended = parts;
        parts = null;
        return ended;
    }
}
