/**
 * TCP connections, whatever is spoken on them: addresses, worker, deadlines, write batching, switching and closing.
 *
 * <p>{@link io.oneport.server.connection.WorkerConnections} has those of one event loop and is confined to it. A
 * {@link io.oneport.server.connection.Stream} is what speaks on a connection at present. Who wants to count or list
 * connections sets a {@link io.oneport.server.connection.ConnectionListener}.
 */
package io.oneport.server.connection;
