package io.oneport.server.features.topics;

import io.oneport.protocol.CloseCode;
import io.oneport.server.api.Principal;
import io.oneport.server.api.WebSocket;
import io.oneport.server.broker.Refusal;
import io.oneport.server.loop.WorkQueue;
import io.oneport.server.session.Outlet;
import org.jspecify.annotations.Nullable;

/** A WebSocket as a reader of topics. Confined to the socket's event loop. */
abstract class WebSocketOutlet implements Outlet {
    /** Close code for a reader that is too slow; an application's own (RFC 6455, section 7.4.2). */
    static final int SLOW_READER = 4001;

    final WebSocket socket;
    /** Null if nothing expires. */
    private @Nullable Expiry expiry;

    WebSocketOutlet(WebSocket socket) {
        this.socket = socket;
    }

    /** Closes the socket when the token of the principal expires, and not when that of an earlier one does. */
    final void closesWith(Principal who) {
        Expiry.cancel(expiry);
        expiry = Expiry.of(socket.socket(), who, () -> socket.close(CloseCode.TOKEN_EXPIRED, "token expired"));
    }

    /** To be called when the socket is closed, or closing. */
    final void expiresNoMore() {
        Expiry.cancel(expiry);
    }

    @Override
    public boolean writable() {
        return socket.writable();
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public void cutOff() {
        socket.socket().countSlowReader();
        socket.close(SLOW_READER, "slow reader: reconnect with the last id received");
    }

    @Override
    public void unavailable(Refusal refusal) {
        socket.close(CloseCode.TRY_AGAIN_LATER, refusal.detail());
    }

    @Override
    public void failed(Throwable cause) {
        socket.socket().failed(cause);
    }

    @Override
    public long nowNanos() {
        return socket.socket().nowNanos();
    }

    @Override
    public WorkQueue work() {
        return socket.socket().work();
    }

    @Override
    public void countDropped(int messages, boolean superseded) {
        socket.socket().countDropped(messages, superseded);
    }
}
