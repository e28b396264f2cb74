package io.oneport.server.connection;

import org.jspecify.annotations.Nullable;

/**
 * One change of protocol on one socket.
 *
 * @param from what it spoke
 * @param to what it speaks from then on
 * @param atMillis when, in milliseconds since 1970
 * @param path the path that was asked for
 */
public record ProtocolSwitch(
        Protocol from, Protocol to, long atMillis, @Nullable String path) {}
