package io.oneport.client.sub;

import io.oneport.client.blocking.TopicClient;
import io.oneport.client.blocking.TopicClients;
import io.oneport.client.net.Failures;
import io.oneport.client.net.RefusedException;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Gets another socket when one is lost, and knows when to stop trying. For one thread.
 *
 * <p>An outage lasts from a loss until {@link #over()}: a server that takes connections only to drop them does not get
 * the whole time again for each.
 */
final class Reconnection {
    private final TopicClients sockets;
    private final Backoff backoff;
    private final Optional<Duration> longest;
    private final FollowerStatus status;
    private boolean outage;
    private long sinceNanos;

    /** @param longest how long an outage may be; empty if it may last for ever */
    Reconnection(TopicClients sockets, Backoff backoff, Optional<Duration> longest, FollowerStatus status) {
        this.sockets = sockets;
        this.backoff = backoff;
        this.longest = longest;
        this.status = status;
    }

    /**
     * Waits and connects until there is a connection.
     *
     * @param why how the one before was lost
     * @throws GaveUpException if the outage has become too long
     * @throws RefusedException if the server would refuse each attempt
     */
    TopicClient afterLoss(String why) throws IOException, InterruptedException {
        if (!outage) {
            outage = true;
            sinceNanos = System.nanoTime();
        }
        Duration delay = delay("connection lost: " + why, Duration.ZERO);
        status.lost(why, delay);
        while (true) {
            Thread.sleep(delay.toMillis());
            try {
                return sockets.open();
            } catch (IOException failure) {
                Duration asked = Duration.ZERO;
                if (failure instanceof RefusedException refused) {
                    if (refused.isFinal()) {
                        throw refused;
                    }
                    asked = refused.retryAfter().orElse(Duration.ZERO);
                }
                String reason = Failures.message(failure);
                delay = delay("connection lost and not restored: " + reason, asked);
                status.stillLost(reason, delay);
            }
        }
    }

    /** The last attempt is made when the time is over, unless the server has asked to be left alone for longer. */
    private Duration delay(String failure, Duration asked) throws GaveUpException {
        Duration delay = backoff.next(asked);
        if (longest.isEmpty()) {
            return delay;
        }
        Duration left = longest.get().minusNanos(System.nanoTime() - sinceNanos);
        if (left.toMillis() <= 0 || asked.compareTo(left) > 0) {
            throw new GaveUpException(
                    failure + (longest.get().isZero() ? "" : "; gave up after " + Units.text(longest.get())));
        }
        return delay.compareTo(left) < 0 ? delay : left;
    }

    /** The outage is over: all is subscribed again. */
    void over() {
        outage = false;
    }

    /** A message came: the next loss is met with short waits again. */
    void delivered() {
        backoff.reset();
    }
}
