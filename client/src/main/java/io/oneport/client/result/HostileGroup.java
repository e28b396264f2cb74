package io.oneport.client.result;

import java.util.Map;

/**
 * Sockets that misbehaved on purpose, in one way; they are in no other figure.
 *
 * @param kind such as {@code slow-reader}
 * @param sockets how many there were
 * @param outcomes how their connections ended, in words, and how often; one that comes back ends more than once
 */
public record HostileGroup(String kind, long sockets, Map<String, Long> outcomes) {}
