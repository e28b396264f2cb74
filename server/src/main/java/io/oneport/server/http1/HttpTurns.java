package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Principal;
import io.oneport.server.connection.ClientAction;
import io.oneport.server.connection.Connection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is on one HTTP connection, the peer's or ours, and how long that may take: requests come one at a time. Part of
 * {@link HttpConnection}, and no object of its own, since each connection would have to keep it. Confined to the socket's
 * event loop.
 */
abstract class HttpTurns {
    /** Pipelined requests of one socket that are answered in one turn if nothing else waits for the event loop. */
    private static final int LONE_TURN = 256;

    /** The same if other work waits: as many as are usually pipelined, since their answers leave in one write. */
    private static final int SHARED_TURN = 16;

    /** Parts of a body that are read in one turn: a chunk of one byte costs as much work as a WebSocket's message. */
    private static final int BODY_TURN = 256;

    final HttpSettings settings;
    final Connection socket;
    final RequestAccounting accounting;

    HttpPhase phase = HttpPhase.FIRST_HEAD;
    /** The request that was read last, or is being read. */
    @Nullable
    HttpRequest current;
    /** Where the last request was routed, if it was a whole one. */
    private @Nullable RequestDestination destination;

    private int partsOfTurn;

    HttpTurns(HttpSettings settings, Connection socket) {
        this.settings = settings;
        this.socket = socket;
        this.accounting = new RequestAccounting(socket);
    }

    final Connection socket() {
        return socket;
    }

    final int maxBodyBytes() {
        return settings.maxBodyBytes();
    }

    /** The first byte of a request has come. */
    final void headBegun() {
        accounting.begun();
        if (phase == HttpPhase.FIRST_HEAD) {
            phase = HttpPhase.HEAD; // its deadline counts from the connection's start
        } else {
            enter(HttpPhase.HEAD);
        }
    }

    final void headRead(HttpRequest head) {
        current = head;
        accounting.headRead();
        enter(HttpPhase.BODY);
    }

    /** A request that is known has come again, all of it at once. */
    final void readAgain(HttpRequest request) {
        accounting.begun();
        current = request;
        accounting.headRead();
        requestRead();
    }

    /** A part of a body has been read, such as a chunk. */
    final void partRead() {
        partsOfTurn++;
    }

    /** Whether others are to have their turn before more of this body is read. */
    final boolean bodyTurnOver() {
        return inBody() && partsOfTurn >= BODY_TURN;
    }

    /** What the system had is read: what comes next is another turn, unless this waits for one. */
    final void readEnded() {
        if (phase != HttpPhase.BODY_QUEUED) {
            partsOfTurn = 0;
        }
    }

    /** Begins the turn of a body that has waited for it. */
    final void beginBodyTurn() {
        partsOfTurn = 0;
        phase = HttpPhase.BODY;
    }

    /** How many parts of bodies were read in this turn. */
    final int partsOfTurn() {
        return partsOfTurn;
    }

    final void requestRead() {
        enter(HttpPhase.ANSWER);
    }

    /**
     * Notes that a request has passed all checks and is at its endpoint.
     *
     * @param destination where it was routed; null if the same request must not be routed again
     */
    final void routed(@Nullable RequestDestination destination) {
        this.destination = destination;
    }

    /** Takes a request to where it was routed before, if it is the last one that was, and says whether it is. */
    final boolean routesAgain(HttpRequest request) {
        RequestDestination known = destination;
        if (known == null
                || !known.routed(request)
                || !socket.channel().isActive()
                || socket.limited(ClientAction.REQUEST)) {
            return false;
        }
        known.routeAgain();
        return true;
    }

    /** Whether others are to have their turn before another request of this socket is read. */
    final boolean turnOver() {
        int answers = accounting.answersOfTurn();
        return answers >= SHARED_TURN && (answers >= LONE_TURN || socket.work().size() > 0);
    }

    /** Whether a byte may be decoded now. What must wait takes memory: if that is scarce, a body that is here is decoded. */
    final boolean readsNext() {
        return phase.readsNext() && (!bodyTurnOver() || socket.memoryIsScarce());
    }

    final boolean inHead() {
        return phase.inHead();
    }

    /** Whether a body has begun to arrive, and its end has not. */
    final boolean inBody() {
        return phase == HttpPhase.BODY || phase == HttpPhase.BODY_QUEUED;
    }

    final boolean leaving() {
        return phase == HttpPhase.LEAVING;
    }

    /** Whether a peer has closed or is being closed, so that an answer would find nobody. */
    final boolean over() {
        return phase == HttpPhase.LEAVING || !socket.channel().isActive();
    }

    /** Gives the answer that is being made this long in addition, since the request asks to wait. */
    final void waitsFor(Duration wait) {
        if (phase == HttpPhase.ANSWER) {
            socket.deadlineIn(wait.plus(settings.answerTimeout()).toNanos());
        }
    }

    /** Sets on whose behalf the current request is made. */
    final void onBehalfOf(Principal principal) {
        accounting.onBehalfOf(principal);
    }

    /** It is in this phase from now on, for as long as that may last. */
    final void enter(HttpPhase next) {
        phase = next;
        socket.deadlineIn(next.limit(settings).toNanos());
    }
}
