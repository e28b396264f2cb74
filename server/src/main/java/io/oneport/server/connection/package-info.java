/**
 * Who is connected: every socket's five-tuple, what it speaks, when it switched, what passed over it, and who ended it.
 *
 * <p>One {@link io.oneport.server.connection.WorkerLedger} for each event loop, written by that loop alone: no lock and no
 * counter is shared between loops while bytes flow. Known by all packages above it; knows none of them.
 */
package io.oneport.server.connection;
