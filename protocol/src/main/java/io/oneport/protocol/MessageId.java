package io.oneport.protocol;

/**
 * The id of a message within its topic, written {@code epoch.offset}, such as {@code mh2k3f9x.17}.
 *
 * @param epoch says which life of the topic it belongs to; positive
 * @param offset counts up by one from 1 within the epoch; 0 stands for the place before the first
 */
public record MessageId(long epoch, long offset) {
    private static final int RADIX = 36;

    /** A position that no topic ever has: its epoch is none. */
    public static final MessageId UNKNOWN = new MessageId(0, 0);

    public static final String FORM = "an id such as mh2k3f9x.17";

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException if the text is none; the message says what was expected
     */
    public static MessageId parse(String text) {
        int dot = text.indexOf('.');
        try {
            if (dot > 0 && Character.isLetterOrDigit(text.charAt(0)) && Character.isDigit(text.charAt(dot + 1))) {
                return new MessageId(
                        Long.parseLong(text.substring(0, dot), RADIX), Long.parseLong(text.substring(dot + 1)));
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            // Said below.
        }
        throw Setting.refused("id", text, FORM);
    }

    @Override
    public String toString() {
        return Long.toString(epoch, RADIX) + '.' + offset;
    }
}
