package io.oneport.protocol;

/** The beginning of a text that may be too long to be shown. Stateless: any thread. */
public final class Excerpt {
    private Excerpt() {}

    /**
     * The text, or its beginning and an ellipsis. It is never cut within a surrogate pair: many programs refuse JSON that has
     * half of one.
     *
     * @param most the most characters of it, at least 1
     */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean within = Character.isSurrogatePair(text.charAt(most - 1), text.charAt(most));
        return text.substring(0, within ? most - 1 : most) + "…";
    }
}
