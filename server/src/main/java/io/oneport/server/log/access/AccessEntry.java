package io.oneport.server.log.access;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, for the access log.
 *
 * @param beganMillis when its first byte was read, in milliseconds since 1970
 * @param nanos from then until the last byte of the answer was handed to the system; for a stream or a WebSocket, until it
 *     ended
 * @param client who has sent it; null where a channel has no address
 * @param user on whose behalf; null for nobody in particular
 * @param method null, as the target and the version, if the request could not be read
 * @param target as it was sent, without secrets
 * @param version such as {@code HTTP/1.1}
 * @param status the status code of the answer
 * @param bodyBytes bytes of the answer after its head; for a WebSocket, all bytes after the 101
 * @param referer its field Referer, one character for each byte, without secrets; null if there is none
 * @param userAgent its field User-Agent, one character for each byte; null if there is none
 * @param requestId what names the request in all logs; if it has a number, only the beginning of that
 * @param requestNumber its number on its connection, with which its id ends; -1 if the id is its client's
 * @param socket the id of its connection in the ledger
 * @param ended why a stream or a WebSocket ended, or an answer was cut short; null for a whole answer
 */
public record AccessEntry(
        long beganMillis,
        long nanos,
        @Nullable InetSocketAddress client,
        @Nullable String user,
        @Nullable String method,
        @Nullable String target,
        @Nullable String version,
        int status,
        long bodyBytes,
        @Nullable String referer,
        @Nullable String userAgent,
        String requestId,
        long requestNumber,
        long socket,
        @Nullable String ended) {
    /** The same once the stream or WebSocket has ended. */
    public AccessEntry ended(long nanos, long bytes, String why) {
        return new AccessEntry(
                beganMillis,
                nanos,
                client,
                user,
                method,
                target,
                version,
                status,
                bytes,
                referer,
                userAgent,
                requestId,
                requestNumber,
                socket,
                why);
    }
}
