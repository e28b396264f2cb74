package io.oneport.server.connection;

/**
 * Who ended a connection, and why.
 *
 * @param by which side
 * @param reason in words, for a person
 */
public record Closing(By by, String reason) {
    /** A side of the connection. */
    public enum By {
        CLIENT,
        SERVER
    }
}
