package io.oneport.client.wire;

/**
 * Hears what happens to one socket. Every call comes on the socket's loop and must not block; what it does not care
 * about, it leaves.
 *
 * <p>The order: {@link #connected}, {@link #secured} if the target is secure, {@link #ready}, then messages or answers;
 * {@link #closed} comes once and last, at any point, with {@link #parted} right before it or not at all.
 */
public interface WireListener {
    /** The TCP connection stands. */
    default void connected() {}

    /**
     * TLS is through.
     *
     * @param resumed whether with the keys of an earlier connection, which costs both sides far less (RFC 8446, section 2.2)
     */
    default void secured(boolean resumed) {}

    /** It speaks what it was opened for: HTTP at once, a WebSocket after its 101, a stream after its 200. */
    default void ready() {}

    /**
     * A message of a WebSocket, or an event's data.
     *
     * @param content valid only during this call, and longer than the message
     * @param length of the message in bytes
     */
    default void message(byte[] content, int length, boolean text) {}

    /**
     * A whole answer has come (not of an event stream).
     *
     * @param reusable whether the socket may be asked again
     */
    default void answered(int status, long bodyBytes, boolean reusable) {}

    /** All that has come so far is read, be it a part of a message. Of WebSockets. */
    default void readComplete() {}

    /** More can be written again. */
    default void writableAgain() {}

    /** Both sides of a WebSocket that we left have said goodbye; what is still to come is the connection's end. */
    default void parted() {}

    /** It is closed, or never opened. */
    default void closed(WireEnd end) {}
}
