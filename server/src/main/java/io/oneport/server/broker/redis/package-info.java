/**
 * The broker that keeps messages in Redis, which any number of servers share: one numbering, one history, and a message that
 * is published on one server reaches the readers of all.
 *
 * <p>{@link io.oneport.server.broker.redis.OwnedTopics} are the topics of one worker: they batch publications, read history in
 * pages, and hand on what others have published, by {@link io.oneport.server.broker.redis.TopicCalls}. {@link
 * io.oneport.server.broker.redis.RedisEngine} keeps the connections, one {@link io.oneport.server.broker.redis.Link} for each
 * Redis process, and finds out when one is gone. What happens to a topic happens in Redis, in the functions of {@code
 * oneport3.lua}, each of which is atomic.
 *
 * <p>A publication that was sent and not answered may have been published; nothing here ever takes that for granted in either
 * direction. The generation of the data is part of every call, so that data that was set back is noticed (see the functions
 * {@code fork} and {@code stale}).
 */
@NullMarked
package io.oneport.server.broker.redis;

import org.jspecify.annotations.NullMarked;
