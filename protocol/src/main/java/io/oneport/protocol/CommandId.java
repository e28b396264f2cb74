package io.oneport.protocol;

/**
 * What a client calls one of its commands; it comes back in the answer as it was sent.
 *
 * @param text the digits of the number, or the string
 * @param number whether it was sent as a JSON number
 */
public record CommandId(String text, boolean number) {
    public static final int MAX_LENGTH = 64;

    /** A number. */
    public static CommandId of(long number) {
        return new CommandId(String.valueOf(number), true);
    }
}
