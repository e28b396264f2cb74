package io.oneport.server.upgrade;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.api.Admission;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Watches one channel's requests for one that asks to upgrade, has its route's filters decide, and acts the decision out.
 *
 * <p>Assumes that requests come one at a time: the next is not decoded before the answer to this one is written. So
 * when an upgrade is accepted every earlier answer is already out, and no byte after the upgrade has been read as
 * HTTP, however long a filter takes to decide. Other requests pass through untouched.
 */
public class UpgradeDetector extends ChannelInboundHandlerAdapter {
    /** Acts decisions out. Called on the channel's event loop. */
    public interface Outcome {
        /** A request as endpoints and filters see it. */
        Request request(HttpRequest head);

        /** The refusal of a client that asks too often; null if it does not. Called once for each request, before others. */
        @Nullable
        Response tooMany();

        /**
         * The request may be switched: it is here as a whole.
         *
         * @param principal on whose behalf it is made
         */
        void accepted(Decision.Accept accept, Principal principal);

        /** The request is to be answered, and the connection closed; the rest of the request follows unread. */
        void refused(HttpRequest request, Response response);

        /**
         * The request is here as a whole, and a filter has yet to decide.
         *
         * @param over what to call if the request needs no decision any more: the peer is gone, the time for an answer is
         *     over, or the server stops and has refused the request
         */
        void waiting(HttpRequest request, Runnable over);
    }

    private enum State {
        /** Requests pass. */
        WATCHING,
        /** An upgrade is acceptable; its filters and its end are awaited. */
        ACCEPTED,
        /** An upgrade was refused, or has become pointless; nothing more passes. */
        REFUSED
    }

    private final Handshake handshake;
    private final Outcome outcome;
    private State state = State.WATCHING;
    private Decision.@Nullable Accept accept;
    private @Nullable HttpRequest head;
    /** On whose behalf; null as long as a filter has to decide. */
    private @Nullable Principal principal;

    private boolean whole;

    public UpgradeDetector(Handshake handshake, Outcome outcome) {
        this.handshake = handshake;
        this.outcome = outcome;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (state == State.WATCHING && msg instanceof HttpRequest request && Handshake.concerns(request)) {
            Request asked = outcome.request(request);
            Response tooMany = outcome.tooMany();
            Decision decision = tooMany == null ? handshake.decide(request, asked) : null;
            head = request;
            if (tooMany != null) {
                refuse(tooMany);
            } else if (decision instanceof Decision.Refuse refuse) {
                refuse(Problem.of(refuse.status(), refuse.detail()));
            } else if (decision instanceof Decision.Accept accepted) {
                state = State.ACCEPTED;
                accept = accepted;
                admit(accepted, ctx.executor());
            }
        }
        if (state == State.WATCHING) {
            ctx.fireChannelRead(msg);
            return;
        }
        try {
            if (state == State.ACCEPTED && msg instanceof HttpContent content) {
                finish(content);
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    private void admit(Decision.Accept asked, Executor executor) {
        Admission admission = asked.route().admit(asked.request(), executor);
        if (admission instanceof Admission.Pending later) {
            later.decision().thenAcceptAsync(this::decided, executor);
        } else {
            decided(admission);
        }
    }

    private void decided(Admission admission) {
        if (state != State.ACCEPTED) {
            return; // it is answered already, or nobody is there to be answered
        }
        if (admission instanceof Admission.Denied denied) {
            refuse(denied.response());
        } else if (admission instanceof Admission.Granted granted) {
            principal = granted.principal();
            switchIfReady();
        }
    }

    private void finish(HttpContent content) {
        if (content.content().isReadable()) {
            // No header announced it, yet the decoder found one.
            Decision.Refuse refuse = Handshake.bodyOnUpgrade();
            refuse(Problem.of(refuse.status(), refuse.detail()));
        } else if (content instanceof LastHttpContent) {
            whole = true;
            switchIfReady();
        }
    }

    private void switchIfReady() {
        if (!whole) {
            return;
        }
        if (principal == null) {
            outcome.waiting(head(), () -> state = State.REFUSED);
        } else {
            outcome.accepted(Objects.requireNonNull(accept), principal);
        }
    }

    private void refuse(Response response) {
        state = State.REFUSED;
        outcome.refused(head(), response);
    }

    /** The request that has been decided on. */
    private HttpRequest head() {
        return Objects.requireNonNull(head);
    }
}
