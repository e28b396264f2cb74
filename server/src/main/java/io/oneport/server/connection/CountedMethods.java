package io.oneport.server.connection;

import java.util.List;

/** How answered requests are counted. */
public final class CountedMethods {
    /** The methods that are told apart; whatever else is asked for is the last one. */
    public static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other");

    private static final int OTHER = METHODS.size() - 1;

    private CountedMethods() {}

    /**
     * The place of a method in {@link #METHODS}.
     *
     * @param name as in the request line
     */
    public static int method(String name) {
        int found = METHODS.indexOf(name);
        return found < 0 ? OTHER : found;
    }

    /** The place of a request's method that could not be read. */
    public static int unknown() {
        return OTHER;
    }
}
