/**
 * Sockets that misbehave on purpose beside a load, so that it shows what the others feel of them.
 *
 * <p>A {@link io.oneport.client.hostile.HostileKind} is one way to misbehave, and has one small class.
 * {@link io.oneport.client.hostile.HostileSockets} holds all of a run, on an event loop of their own, and counts what the
 * server does about them. Each is bounded in its rate and in what it holds; none is in the load's figures.
 *
 * <p>They are built on {@link io.oneport.client.wire}, and know neither plans nor Netty.
 */
@NullMarked
package io.oneport.client.hostile;

import org.jspecify.annotations.NullMarked;
