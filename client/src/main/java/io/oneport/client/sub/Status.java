package io.oneport.client.sub;

import io.oneport.protocol.Event;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * What is told on standard error while topics are followed.
 *
 * @param err where
 * @param quiet whether only that is told which readers miss
 */
record Status(PrintWriter err, boolean quiet) {
    void subscribed() {
        say("subscribed");
    }

    void resumed() {
        say("resumed");
    }

    void lost(String why, Duration delay) {
        say("connection lost: " + why + "; " + reconnecting(delay));
    }

    void stillLost(String why, Duration delay) {
        say("no connection: " + why + "; " + reconnecting(delay));
    }

    /** Even if quiet: it may be that messages are missing. */
    void reset(Event.Reset reset) {
        err.println(reset.topic() + ": history no longer reaches " + reset.asked() + "; goes on with "
                + (reset.first() == null ? "the next message" : reset.first()));
    }

    /** Even if quiet: messages are missing. */
    void missed(Event.Missed missed) {
        err.println(missed.topic() + ": the server dropped " + missed.count()
                + (missed.count() == 1 ? " message" : " messages") + " because they were not read fast enough");
    }

    private static String reconnecting(Duration delay) {
        return String.format(Locale.ROOT, "reconnecting in %.1fs", delay.toMillis() / 1000.0);
    }

    private void say(String line) {
        if (!quiet) {
            err.println(line);
        }
    }
}
