/**
 * The broker that writes messages to a log on disk before it hands them over, and reads them back at start. What it holds is
 * in memory, as in {@link io.oneport.server.broker.memory}; the log is Artemis's journal.
 *
 * <p>A publication goes this way: its topic's owner numbers it; the writer, a thread of its own, adds it to the journal with
 * everything else that waits, and makes all of it durable at once; back on the owner it is kept, handed to the topic's
 * readers, and answered. So no reader sees what a crash can take back.
 */
@NullMarked
package io.oneport.server.broker.log;

import org.jspecify.annotations.NullMarked;
