package io.oneport.protocol;

import org.jspecify.annotations.Nullable;

/** The one form in which a bad setting is reported: {@code name: value (expected: …)}. Stateless: any thread. */
public final class Setting {
    private Setting() {}

    /**
     * Refuses a value.
     *
     * @param holds whether the value is acceptable
     * @param name the setting's name as a person writes it, such as {@code max-message}
     * @param value what was given
     * @param expected what would have been acceptable, such as {@code 1 to 65535}
     * @throws IllegalArgumentException if it does not hold; its message is the line for the person
     */
    public static void require(boolean holds, String name, @Nullable Object value, String expected) {
        if (!holds) {
            throw refused(name, value, expected);
        }
    }

    /** The exception itself, for callers that find out only after the fact. */
    public static IllegalArgumentException refused(String name, @Nullable Object value, String expected) {
        return new Refused(refusal(name, value, expected));
    }

    /** The line itself, for callers that report instead of throwing. */
    public static String refusal(String name, @Nullable Object value, String expected) {
        return name + ": " + value + " (expected: " + expected + ")";
    }

    /** Without a stack trace: its message is for a person, and any request can cause one. */
    private static final class Refused extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private Refused(String message) {
            super(message);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
