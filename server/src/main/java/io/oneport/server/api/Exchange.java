package io.oneport.server.api;

import io.oneport.server.connection.SocketContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request and the one answer that it gets. Confined to the event loop of its {@link #socket}. */
public interface Exchange {
    Request request();

    /** On whose behalf the request is made, as far as the route's filters have found out. */
    Principal principal();

    /** The socket that the request came on, with its event loop: the way back from another thread, or later. */
    SocketContext socket();

    /**
     * Sends the answer.
     *
     * @throws IllegalStateException if this request has its answer already
     */
    void answer(Response response);

    /**
     * Answers with bytes of a file.
     *
     * @param head a {@link Response#head} with the field Content-Length
     * @param body what follows it; it is released here, even if the request is HEAD or the peer is gone
     * @throws IllegalStateException if this request has its answer already
     */
    void answer(Response head, FileBody body);

    /**
     * Answers with a body whose length is not known, in parts.
     *
     * @param head a {@link Response#head}
     * @return where the body goes; what was set with {@link #whileWaiting} holds until it has ended
     * @throws IllegalStateException if this request has its answer already
     */
    ResponseBody answerInParts(Response head);

    /**
     * Answers with a body that has no end. No further request is read from the connection.
     *
     * @param head a {@link Response#head}
     * @param source is called from now on, and maybe from within this call
     * @return where the body goes
     * @throws IllegalStateException if this request has its answer already
     */
    ResponseStream stream(Response head, ResponseStream.Form form, ResponseStream.Source source);

    /**
     * Sets what is called if something happens before the answer is given.
     *
     * @param peerGone the socket has closed: nobody waits for an answer
     * @param hurry the connection is to end soon: an answer is wanted at once, if there can be one
     */
    void whileWaiting(Runnable peerGone, Runnable hurry);

    /** Extends {@code answer-timeout} by the time for which the request asks to wait. */
    void waitsFor(Duration wait);

    /** Why the connection is to end with this answer, or null. */
    @Nullable
    String goingAway();

    /** Whether the connection is closed or closing, so that an answer would not arrive. */
    boolean over();

    /** Whether the request has its answer. */
    boolean answered();
}
