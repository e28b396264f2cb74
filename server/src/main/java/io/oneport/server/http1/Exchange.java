package io.oneport.server.http1;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AsciiString;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One request and the one answer that it gets. Confined to the socket's event loop, but for {@link #executor}. */
public final class Exchange {
    private static final byte[] NO_BODY = new byte[0];

    private final HttpConnection connection;
    private final HttpRequest request;
    private final String path;
    private byte[] body = NO_BODY;
    private boolean answered;

    Exchange(HttpConnection connection, HttpRequest request, String path) {
        this.connection = connection;
        this.request = request;
        this.path = path;
    }

    public HttpRequest request() {
        return request;
    }

    /** The target's path without the query, percent-encoded but for unreserved characters (RFC 3986, section 2.3). */
    public String path() {
        return path;
    }

    /** What the path says behind its last slash. */
    public String lastSegment() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * One parameter of the query.
     *
     * @return its value, decoded, the last one if it is given more than once; or null
     * @throws IllegalArgumentException if the query is not well percent-encoded
     */
    public String query(String name) {
        List<String> values = new QueryStringDecoder(request.uri()).parameters().get(name);
        return values == null ? null : values.get(values.size() - 1);
    }

    /** The names of all parameters of the query. */
    public Set<String> queryNames() {
        return new QueryStringDecoder(request.uri()).parameters().keySet();
    }

    /** The request's body; empty unless the endpoint has a {@link Endpoint#bodyLimit}. */
    public byte[] body() {
        return body;
    }

    void body(byte[] body) {
        this.body = body;
    }

    /** The socket's event loop, to come back to from another thread, or later. */
    public EventLoop executor() {
        return connection.executor();
    }

    /** The socket's record in the ledger. */
    public Connection socket() {
        return connection.socket();
    }

    /**
     * Says what is to be done if something happens before the answer is given.
     *
     * @param peerGone the socket has closed: nobody waits for an answer
     * @param hurry the connection is to end soon: an answer is wanted at once, if there can be one
     */
    void whileWaiting(Runnable peerGone, Runnable hurry) {
        connection.whileWaiting(peerGone, hurry);
    }

    /** Gives the answer this long in addition to {@code answer-timeout}: the request asks to wait. */
    void waitsFor(Duration wait) {
        connection.waitsFor(wait);
    }

    /**
     * Answers with a head and hands the socket over to a stage that writes the rest; HTTP is over on it.
     *
     * @param head an {@link Answer#endless} one
     * @throws IllegalStateException if this request has its answer already
     */
    void handOver(Answer head, Stage stage) {
        begin();
        connection.handOver(request, path, head, stage);
    }

    /**
     * Answers.
     *
     * @throws IllegalStateException if this request has its answer already
     */
    public void answer(Answer answer) {
        begin();
        connection.answer(request, answer);
    }

    /**
     * Answers with a body whose length is not known, in parts.
     *
     * @param contentType the body's media type
     * @return where the body goes; what was said with {@link #whileWaiting} holds until it has ended
     * @throws IllegalStateException if this request has its answer already
     */
    AnswerStream answerInParts(AsciiString contentType) {
        begin();
        return connection.answerInParts(request, contentType);
    }

    private void begin() {
        if (answered) {
            throw new IllegalStateException("already answered: " + path);
        }
        answered = true;
    }

    /** Why the connection is to end with this answer, or null. */
    String goingAway() {
        return connection.goingAway();
    }

    /** Whether the peer is gone or going, so that an answer would find nobody. */
    boolean over() {
        return connection.over();
    }

    /** Whether {@link #answer} has been called. */
    public boolean answered() {
        return answered;
    }
}
