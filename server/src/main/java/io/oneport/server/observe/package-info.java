/**
 * The ledger: who is connected and who was, what each socket speaks, what passed over it and who ended it; and the sums
 * over all sockets.
 *
 * <p>One {@link io.oneport.server.observe.WorkerLedger} for each event loop listens to that loop's connections, so no lock
 * and no counter is shared between loops while bytes flow. {@code connection} does not know this package.
 */
@NullMarked
package io.oneport.server.observe;

import org.jspecify.annotations.NullMarked;
