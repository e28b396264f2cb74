package io.oneport.client.result;

/**
 * Failures of one kind from one source address.
 *
 * @param what went wrong, in words
 * @param source this side's address, without the port
 * @param firstSeconds when the first came, in seconds since the run began
 * @param example the first one's five-tuple, or what is known of it
 */
public record FailureGroup(String what, String source, long count, double firstSeconds, String example) {}
