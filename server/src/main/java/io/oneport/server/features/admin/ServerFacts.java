package io.oneport.server.features.admin;

/**
 * What does not change while the server runs, as operators see it.
 *
 * @param version the server's version
 * @param transport what moves the bytes, such as {@code epoll}
 * @param workers number of event loops
 * @param broker where messages are kept, in a few words
 * @param maxSockets most open sockets
 * @param startedMillis when the server started, in milliseconds since 1970
 */
public record ServerFacts(
        String version, String transport, int workers, String broker, int maxSockets, long startedMillis) {}
