package io.oneport.server.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request. Confined to the socket's event loop. */
public interface Request {
    /** Its method. */
    Method method();

    /** The target's path without the query, percent-encoded but for unreserved characters (RFC 3986, section 2.3). */
    String path();

    /** The part of the path after its last slash. */
    default String lastSegment() {
        return path().substring(path().lastIndexOf('/') + 1);
    }

    /**
     * One parameter of the query.
     *
     * @return its value, decoded; or null
     * @throws IllegalArgumentException if it is given more than once, or the query is not well percent-encoded
     */
    @Nullable
    String query(String name);

    /**
     * All values of a parameter of the query, decoded, in their order; empty if there is none.
     *
     * @throws IllegalArgumentException if the query is not well percent-encoded
     */
    List<String> queryValues(String name);

    /**
     * The names of all parameters of the query.
     *
     * @throws IllegalArgumentException if the query is not well percent-encoded
     */
    Set<String> queryNames();

    /** The query as it was sent, without the question mark; null if there is none. */
    @Nullable
    String queryText();

    /**
     * The first line of a header field; one character for each byte.
     *
     * @param name in any case
     * @return null if the request does not have it
     */
    @Nullable
    String header(CharSequence name);

    /** All lines of a header field, in order; empty if the request does not have it. */
    List<String> headers(CharSequence name);

    /** The names of all header fields, as the peer has written them; those that differ in case only may be there once each. */
    Set<String> headerNames();

    /**
     * The body; empty unless the endpoint has a {@link Endpoint#bodyLimit} and the whole of it has arrived, and once the
     * request is answered.
     */
    byte[] body();

    /** The address that the connection comes from. */
    SocketAddress remoteAddress();

    /**
     * The address that counts as the client's: the one that a trusted proxy reports, else {@link #remoteAddress}. Its port
     * is 0 where a proxy does not say it. Null where the connection has no address (tests). It is that of the connection's
     * current request: not to be asked for after the answer.
     */
    @Nullable
    InetSocketAddress clientAddress();

    /** The scheme that the client has used, {@code http} or {@code https}, as a trusted proxy reports it; else null. */
    @Nullable
    String forwardedScheme();

    /** The address of ours that it was made to. */
    SocketAddress localAddress();
}
