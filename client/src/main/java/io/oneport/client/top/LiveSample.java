package io.oneport.client.top;

import tools.jackson.databind.JsonNode;

/**
 * Two samples of {@code /admin/live}, one after the other: counters in them become rates. Immutable.
 *
 * @param server what the server says of itself
 * @param now the newer one
 * @param before the one before it; the same one if there is none
 */
record LiveSample(JsonNode server, JsonNode now, JsonNode before) {
    /** Upper bounds of the buckets of an event loop's lag; docs/protocol.md. */
    private static final double[] LAG_MILLIS = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000};

    /** Upper bounds of the buckets of other times. */
    private static final double[] TIME_MILLIS = {
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000
    };

    /** What it is now. */
    long value(String member) {
        return now.path(member).asLong(0);
    }

    /** Open sockets of all protocols. */
    long open() {
        long all = 0;
        for (JsonNode each : now.path("open")) {
            all += each.asLong(0);
        }
        return all;
    }

    private double seconds() {
        return (value("time") - before.path("time").asLong(0)) / 1000.0;
    }

    /** How fast a counter grows, a second; 0 if there is one sample only. */
    double rate(String member) {
        return rate(now, before, member);
    }

    private double rate(JsonNode newer, JsonNode older, String member) {
        double seconds = seconds();
        return seconds <= 0
                ? 0
                : Math.max(0, newer.path(member).asLong(0) - older.path(member).asLong(0)) / seconds;
    }

    int workers() {
        return now.path("workers").size();
    }

    long ofWorker(int worker, String member) {
        return now.path("workers").path(worker).path(member).asLong(0);
    }

    /** How fast a counter of a worker grows, a second. */
    double rateOfWorker(int worker, String member) {
        return rate(now.path("workers").path(worker), before.path("workers").path(worker), member);
    }

    /** An upper bound of the longest lag of a worker since the sample before, in milliseconds; infinite above the last. */
    double lagMillis(int worker) {
        return quantile(
                now.path("workers").path(worker).path("lag"),
                before.path("workers").path(worker).path("lag"),
                1,
                LAG_MILLIS);
    }

    /** An upper bound of a share of the times since the sample before, in milliseconds; 0 if there were none. */
    double timeMillis(String member, double share) {
        return quantile(now.path(member), before.path(member), share, TIME_MILLIS);
    }

    private static double quantile(JsonNode newer, JsonNode older, double share, double[] bounds) {
        long all = 0;
        for (int i = 0; i < newer.size(); i++) {
            all += more(newer, older, i);
        }
        if (all == 0) {
            return 0;
        }
        long below = 0;
        for (int i = 0; i < bounds.length; i++) {
            below += more(newer, older, i);
            if (below >= all * share) {
                return bounds[i];
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static long more(JsonNode newer, JsonNode older, int bucket) {
        return newer.path(bucket).asLong(0) - older.path(bucket).asLong(0);
    }
}
