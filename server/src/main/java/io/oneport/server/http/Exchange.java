package io.oneport.server.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.concurrent.Executor;

/** One request and the one answer that it gets. Confined to the socket's event loop, but for {@link #executor}. */
public final class Exchange {
    private final HttpConnection connection;
    private final HttpRequest request;
    private final String path;
    private boolean answered;

    Exchange(HttpConnection connection, HttpRequest request, String path) {
        this.connection = connection;
        this.request = request;
        this.path = path;
    }

    public HttpRequest request() {
        return request;
    }

    /** The target's path as it was sent, still percent-encoded, without the query. */
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

    /** The socket's event loop, to come back to from another thread. */
    public Executor executor() {
        return connection.executor();
    }

    /**
     * Answers.
     *
     * @throws IllegalStateException if this request has its answer already
     */
    public void answer(Answer answer) {
        if (answered) {
            throw new IllegalStateException("answered already: " + path);
        }
        answered = true;
        connection.answer(request, answer);
    }

    /** Whether {@link #answer} has been called. */
    public boolean answered() {
        return answered;
    }
}
