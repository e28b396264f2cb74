package io.oneport.server.broker;

/**
 * A server among those that share a broker.
 *
 * @param id unlike that of any other start of any server
 * @param report what it last said of itself
 * @param lagMillis how long ago it last heard itself through the broker, as it said; -1 if the broker is in its process
 * @param silentMillis how long ago it said that
 * @param self whether it is this one
 */
public record Node(String id, NodeReport report, long lagMillis, long silentMillis, boolean self) {}
