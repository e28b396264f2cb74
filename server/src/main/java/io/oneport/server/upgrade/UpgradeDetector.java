package io.oneport.server.upgrade;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Watches one channel's requests for one that asks to upgrade, and acts the decision out.
 *
 * <p>Assumes that requests come one at a time: the next is not decoded before the answer to this one is written. So
 * when an upgrade is accepted every earlier answer is already out, and no byte behind the upgrade has been read as
 * HTTP. Other requests pass through untouched.
 */
public final class UpgradeDetector extends ChannelInboundHandlerAdapter {
    /** What is done about a decision. Called on the channel's event loop. */
    public interface Outcome {
        /** The whole request is here and may be switched: nothing of it is left to read. */
        void accepted(Decision.Accept accept);

        /** The request is to be answered, and the connection closed; the rest of the request follows unread. */
        void refused(HttpRequest request, Decision.Refuse refuse);
    }

    private enum State {
        /** Requests pass. */
        WATCHING,
        /** An upgrade is accepted; its end is awaited. */
        ACCEPTED,
        /** An upgrade was refused; nothing more passes. */
        REFUSED
    }

    private final Handshake handshake;
    private final Outcome outcome;
    private State state = State.WATCHING;
    private Decision.Accept accept;
    private HttpRequest request;

    public UpgradeDetector(Handshake handshake, Outcome outcome) {
        this.handshake = handshake;
        this.outcome = outcome;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (state == State.WATCHING && msg instanceof HttpRequest head) {
            Decision decision = handshake.decide(head);
            if (decision instanceof Decision.Refuse refuse) {
                refuse(head, refuse);
            } else if (decision instanceof Decision.Accept accepted) {
                state = State.ACCEPTED;
                accept = accepted;
                request = head;
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

    private void finish(HttpContent content) {
        if (content.content().isReadable()) {
            // No header announced it, yet the decoder found one.
            refuse(request, Handshake.bodyOnUpgrade());
        } else if (content instanceof LastHttpContent) {
            outcome.accepted(accept);
        }
    }

    private void refuse(HttpRequest head, Decision.Refuse refuse) {
        state = State.REFUSED;
        outcome.refused(head, refuse);
    }
}
