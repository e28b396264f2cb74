/**
 * TCP connections, whatever is spoken on them: addresses, worker, deadlines, write batching, switching and closing.
 *
 * <p>{@link io.oneport.server.connection.WorkerConnections} has those of one event loop and is confined to it. A
 * {@link io.oneport.server.connection.Stream} is what speaks on a connection at present. Who wants to count or list
 * connections sets a {@link io.oneport.server.connection.ConnectionListener}.
 *
 * <p>A {@link io.oneport.server.connection.Connection} is one object of four classes, since each object more would cost every
 * idle socket 16 bytes: {@link io.oneport.server.connection.CountedConnection} counts what passes over it,
 * {@link io.oneport.server.connection.AddressedConnection} knows who its client is and what that may do, and
 * {@link io.oneport.server.connection.WatchedConnection} watches that its peer takes what is sent.
 */
@NullMarked
package io.oneport.server.connection;

import org.jspecify.annotations.NullMarked;
