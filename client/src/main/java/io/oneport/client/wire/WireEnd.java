package io.oneport.client.wire;

/**
 * How a socket ended, or that it never came to be.
 *
 * @param what in a few words, the same for the same cause, so that ends can be counted by it
 */
public record WireEnd(Cause kind, String what) {
    /** Who or what ended it. */
    public enum Cause {
        /** No connection, or no TLS. */
        UNREACHABLE,
        /** No connection, since this machine had no port or no file descriptor for it: nothing that the server did. */
        NO_ROOM,
        /** The server is there and did not give what was asked for. */
        REFUSED,
        /** We closed or cut it. */
        OURS,
        /** The server closed it as its protocol says. */
        CLOSED,
        /** The server broke the protocol. */
        BROKEN,
        /** The server sent more than this client takes, which is no fault. */
        TOO_BIG,
        /** The connection is gone without a word. */
        LOST
    }
}
