package io.oneport.server.websocket;

/**
 * How long a peer has been silent, and what is to be done about it: nothing yet, a ping, or giving it up. Does nothing
 * itself. Confined to the socket's event loop.
 */
final class SilenceWatch {
    enum Step {
        WAIT,
        PING,
        GIVE_UP
    }

    private long heardNanos;
    private long pingedNanos;
    private boolean pinged;

    SilenceWatch(long nowNanos) {
        this.heardNanos = nowNanos;
    }

    /** Something has come from the peer. */
    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /**
     * Looks at the clock.
     *
     * @param excused whether the peer can't be expected to have answered a ping yet: it may still be behind bytes that
     *     the peer is taking
     */
    Step look(WebSocketSettings settings, long nowNanos, boolean excused) {
        boolean unanswered = pinged && heardNanos - pingedNanos < 0;
        if (unanswered && pongLeftNanos(settings, nowNanos) > 0) {
            return Step.WAIT; // looked at for another reason
        }
        if (unanswered && !excused) {
            return Step.GIVE_UP;
        }
        if (!unanswered && silenceLeftNanos(settings, nowNanos) > 0) {
            pinged = false;
            return Step.WAIT;
        }
        pinged = true;
        pingedNanos = nowNanos;
        return unanswered ? Step.WAIT : Step.PING;
    }

    /** When to look again, if the look at this time did not give up. */
    long waitNanos(WebSocketSettings settings, long nowNanos) {
        if (!pinged) {
            return silenceLeftNanos(settings, nowNanos);
        }
        long pongLeft = pongLeftNanos(settings, nowNanos);
        long nextPing = settings.pingInterval().toNanos() - (nowNanos - pingedNanos);
        // The pong may come at once: then the next ping is due before this one's time is up, if that is longer.
        return nextPing > 0 ? Math.min(pongLeft, nextPing) : pongLeft;
    }

    private long pongLeftNanos(WebSocketSettings settings, long nowNanos) {
        return settings.pongTimeout().toNanos() - (nowNanos - pingedNanos);
    }

    private long silenceLeftNanos(WebSocketSettings settings, long nowNanos) {
        return settings.pingInterval().toNanos() - (nowNanos - heardNanos);
    }
}
