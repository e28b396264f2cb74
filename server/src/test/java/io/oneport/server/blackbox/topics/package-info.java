/**
 * Topics as a client sees them, written from docs/topics.md: publishing, history, streams, sockets, and that a reader
 * that is cut and comes back misses nothing.
 *
 * <p>The kit: {@link io.oneport.server.blackbox.RawSocket} is one connection, {@link
 * io.oneport.server.blackbox.topics.EventStream}, {@link io.oneport.server.blackbox.topics.LineStream} and {@link
 * io.oneport.server.blackbox.topics.JsonSocket} read what comes on it, strictly.
 */
package io.oneport.server.blackbox.topics;
