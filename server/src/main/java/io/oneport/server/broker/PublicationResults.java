package io.oneport.server.broker;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many publications had which result. Each worker counts those whose results it is handed, without a lock and in memory
 * of its own. Reads from any thread; they may be behind a little.
 */
public final class PublicationResults {
    /** The kinds of results. */
    public enum Kind {
        /** It has its id, and goes out to readers. */
        ACCEPTED("accepted"),
        /** A message with its idempotency key was there already. */
        DUPLICATE("duplicate"),
        /** A token was needed, and there was none. */
        NO_TOKEN("no-token"),
        /** The token gave no right to publish to the topic. */
        FORBIDDEN("forbidden"),
        /** Longer than {@code max-message}. */
        TOO_LARGE("too-large"),
        /** It would have created one topic more than {@code max-topics}. */
        TOO_MANY_TOPICS("too-many-topics"),
        /** Its publisher exceeded its rate limit; over HTTP. */
        RATE_LIMIT("rate-limit"),
        /** The broker was away or full, readers were behind for too long, or the server was stopping. */
        UNAVAILABLE("unavailable"),
        /** The same, but the broker had been handed it: it may have been published. */
        UNKNOWN("unknown"),
        /** Anything else. */
        OTHER("other");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The name of the kind, as the metric has it. */
        public String text() {
            return text;
        }

        private static Kind of(PublishResult result) {
            if (result instanceof PublishResult.Published) {
                return ACCEPTED;
            }
            if (result instanceof PublishResult.Duplicate) {
                return DUPLICATE;
            }
            if (result instanceof Refusal.Unavailable unavailable) {
                return unavailable.maybePublished() ? UNKNOWN : UNAVAILABLE;
            }
            return switch (((Refusal) result).code()) {
                case NO_TOKEN -> NO_TOKEN;
                case FORBIDDEN -> FORBIDDEN;
                case TOO_LARGE -> TOO_LARGE;
                case TOO_MANY_TOPICS -> TOO_MANY_TOPICS;
                default -> OTHER;
            };
        }
    }

    /** Longs of a cache line, before and after each worker's own. */
    private static final int APART = 8;

    private final AtomicLongArray[] workers;

    PublicationResults(int workers) {
        this.workers = Stream.generate(() -> new AtomicLongArray(APART + Kind.values().length + APART))
                .limit(workers)
                .toArray(AtomicLongArray[]::new);
    }

    /** Counts one. On the worker of this number. */
    public void count(int worker, PublishResult result) {
        count(worker, Kind.of(result), 1);
    }

    /** Counts some. On the worker of this number. */
    public void count(int worker, Kind result, int publications) {
        AtomicLongArray own = workers[worker];
        int place = APART + result.ordinal();
        own.lazySet(place, own.getPlain(place) + publications); // no other thread writes it
    }

    /** How many had this result. Any thread. */
    public long sum(Kind result) {
        return IntStream.range(0, workers.length)
                .mapToLong(worker -> workers[worker].get(APART + result.ordinal()))
                .sum();
    }
}
