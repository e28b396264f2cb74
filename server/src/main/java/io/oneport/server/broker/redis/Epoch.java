package io.oneport.server.broker.redis;

/**
 * Epochs as the functions write them, {@code milliseconds:tag}, and as ids have them: one number with both, so that two lives of
 * a topic never have the same, and an epoch of other data is recognised.
 */
final class Epoch {
    private static final int TAG_BITS = 20;
    private static final int TAG_MASK = (1 << TAG_BITS) - 1;

    private Epoch() {}

    /** The tag of a generation's epochs. */
    static String tag(String data) {
        int hash = data.hashCode();
        return Integer.toString((hash ^ hash >>> TAG_BITS) & TAG_MASK);
    }

    /** The number that ids have. */
    static long number(String text) {
        int colon = text.indexOf(':');
        return Long.parseLong(text.substring(0, colon)) << TAG_BITS | Long.parseLong(text.substring(colon + 1));
    }

    static String text(long number) {
        return (number >>> TAG_BITS) + ":" + (number & TAG_MASK);
    }
}
