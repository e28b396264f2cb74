/**
 * Topics: what publishers and readers ask for, the {@link io.oneport.server.broker.Broker} that numbers and keeps messages,
 * and their fan-out to readers. Knows no Netty and no sockets, so that plain objects test it.
 *
 * <p>A publication and a message go this way:
 *
 * <ol>
 *   <li>{@link io.oneport.server.broker.Topics} takes the call to the worker that owns the topic. Whatever concerns a topic
 *       happens there, in order.
 *   <li>The broker numbers and keeps it, here or on another machine, and hands it to the
 *       {@link io.oneport.server.broker.Feed} of every server on which the topic has readers.
 *   <li>{@link io.oneport.server.broker.TopicFeed} lets each message through once and in order, and reads what is missing.
 *   <li>{@link io.oneport.server.broker.Topic} hands it, as one task for each worker that has subscribers, to that worker's
 *       {@link io.oneport.server.broker.Fanout}, which delivers it to each {@link io.oneport.server.broker.Subscriber}.
 * </ol>
 *
 * <p>Workers share nothing but the queues of those tasks. A broker is a package of its own below this one, and only the
 * composition root knows which one there is.
 */
@NullMarked
package io.oneport.server.broker;

import org.jspecify.annotations.NullMarked;
