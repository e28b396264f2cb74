/**
 * Topics: numbering, history, fan-out. Knows no Netty and no sockets, so that plain objects test it.
 *
 * <p>Every topic is owned by one worker, which orders its messages; {@link io.oneport.server.broker.Topics} takes each
 * call there. From there a message goes, as one task for each worker that has subscribers, to the
 * {@link io.oneport.server.broker.Fanout}s, and from them to the {@link io.oneport.server.broker.Subscriber}s. Workers
 * share nothing but those queues.
 */
package io.oneport.server.broker;
