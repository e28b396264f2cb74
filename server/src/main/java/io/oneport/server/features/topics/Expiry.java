package io.oneport.server.features.topics;

import io.oneport.server.api.Principal;
import io.oneport.server.connection.SocketContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Ends what goes on on behalf of a principal when its token expires. Confined to the socket's event loop. */
final class Expiry {
    /** Looks at the clock as often as this at least: it may be set, and the machine may have slept. */
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final SocketContext socket;
    private final LongSupplier clockMillis;
    private final long atMillis;
    private final Runnable expired;
    private Future<?> timer;

    private Expiry(SocketContext socket, LongSupplier clockMillis, long atMillis, Runnable expired) {
        this.socket = socket;
        this.clockMillis = clockMillis;
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
        return of(socket, System::currentTimeMillis, who, expired);
    }

    /** The same by another clock. */
    static @Nullable Expiry of(SocketContext socket, LongSupplier clockMillis, Principal who, Runnable expired) {
        if (who.expiresMillis() == Principal.NEVER) {
            return null;
        }
        return new Expiry(socket, clockMillis, who.expiresMillis(), expired);
    }

    private void await() {
        long left = atMillis - clockMillis.getAsLong();
        timer = socket.schedule(this::look, Duration.ofMillis(Math.max(0, Math.min(left, LONGEST.toMillis()))));
    }

    private void look() {
        if (clockMillis.getAsLong() < atMillis) {
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
