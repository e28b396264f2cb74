package io.oneport.server.broker;

/**
 * The figures that a server reports about itself.
 *
 * @param name for people; two servers may have the same
 * @param startedMillis when it started, in milliseconds since 1970
 * @param version its version
 * @param sockets open sockets
 * @param topics topics that are read there
 * @param subscribers readers of those, each counted once for each of its topics
 * @param draining whether it is about to end
 */
public record NodeReport(
        String name,
        long startedMillis,
        String version,
        long sockets,
        long topics,
        long subscribers,
        boolean draining) {}
