package io.oneport.server.http1;

import io.oneport.server.api.Exchange;
import io.oneport.server.api.FileBody;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Response;
import io.oneport.server.api.ResponseBody;
import io.oneport.server.api.ResponseStream;
import io.oneport.server.connection.SocketContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request over HTTP/1 and the one answer that it gets. Confined to the socket's event loop. */
final class HttpExchange implements Exchange {
    private final HttpConnection connection;
    private final ReceivedRequest request;
    private Principal principal = Principal.ANONYMOUS;
    private boolean answered;

    HttpExchange(HttpConnection connection, ReceivedRequest request) {
        this.connection = connection;
        this.request = request;
    }

    @Override
    public ReceivedRequest request() {
        return request;
    }

    @Override
    public Principal principal() {
        return principal;
    }

    void principal(Principal principal) {
        this.principal = principal;
        connection.onBehalfOf(principal);
    }

    @Override
    public SocketContext socket() {
        return connection.socket();
    }

    @Override
    public void whileWaiting(Runnable peerGone, Runnable hurry) {
        connection.whileWaiting(peerGone, hurry);
    }

    @Override
    public void waitsFor(Duration wait) {
        connection.waitsFor(wait);
    }

    @Override
    public void answer(Response response) {
        begin();
        connection.answer(request.head(), response);
    }

    @Override
    public void answer(Response head, FileBody body) {
        try {
            begin();
        } catch (IllegalStateException e) {
            body.release();
            throw e;
        }
        connection.answer(request.head(), head, body);
    }

    @Override
    public ResponseBody answerInParts(Response head) {
        begin();
        return connection.answerInParts(request.head(), head);
    }

    @Override
    public ResponseStream stream(Response head, ResponseStream.Form form, ResponseStream.Source source) {
        begin();
        StreamHandler handler =
                new StreamHandler(connection.socket(), form, source, ResponseWriter.chunks(request.head()));
        connection.handOver(request.head(), request.path(), head, new StreamStage(form.protocol(), handler));
        return handler;
    }

    private void begin() {
        if (answered) {
            throw new IllegalStateException("already answered: " + request.path());
        }
        answered = true;
        request.forgetBody(); // a connection keeps its last request for as long as it is idle
    }

    @Override
    public @Nullable String goingAway() {
        return connection.goingAway();
    }

    @Override
    public boolean over() {
        return connection.over();
    }

    @Override
    public boolean answered() {
        return answered;
    }
}
