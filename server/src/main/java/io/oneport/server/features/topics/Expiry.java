package io.oneport.server.features.topics;

import io.oneport.server.api.Principal;
import io.oneport.server.connection.SocketContext;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Ends what goes on on behalf of a principal when its token expires. Confined to the socket's event loop. */
final class Expiry {
    /** Looks at the clock as often as this at least: it may be set. */
    private static final long LONGEST_MILLIS = Duration.ofHours(1).toMillis();

    private final SocketContext socket;
    private final long atMillis;
    private final Runnable expired;
    private Future<?> timer;

    private Expiry(SocketContext socket, long atMillis, Runnable expired) {
        this.socket = socket;
        this.atMillis = atMillis;
        this.expired = expired;
        await();
    }

    /**
     * Begins to wait.
     *
     * @param expired runs on the event loop, once; never within this call
     * @return null if the principal does not expire
     */
    static @Nullable Expiry of(SocketContext socket, Principal who, Runnable expired) {
        if (who.expiresMillis() == Principal.NEVER) {
            return null;
        }
        return new Expiry(socket, who.expiresMillis(), expired);
    }

    private void await() {
        long left = atMillis - System.currentTimeMillis();
        timer = socket.schedule(this::look, Duration.ofMillis(Math.max(0, Math.min(left, LONGEST_MILLIS))));
    }

    private void look() {
        if (System.currentTimeMillis() < atMillis) {
            await();
        } else {
            expired.run();
        }
    }

    /** Waits no longer. */
    static void cancel(@Nullable Expiry expiry) {
        if (expiry != null) {
            expiry.timer.cancel(false);
        }
    }
}
