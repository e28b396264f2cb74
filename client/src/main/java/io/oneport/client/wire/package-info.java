/**
 * The client's sockets: as little as possible for each socket and each message, and every moment of a socket's life
 * reported to whoever measures it. The path of one socket's bytes: TLS if asked, HTTP, and from the 101 on frames, decoded
 * by the one handler that a socket has.
 *
 * <p>Nothing waits here, and messages are passed in arrays that are used again: {@link io.oneport.client.blocking} is for
 * programs that wait. From {@link io.oneport.client.net} come targets, trust and the handshake.
 *
 * <ol>
 *   <li>{@link io.oneport.client.wire.Wires} owns the event loops, each a {@link io.oneport.client.wire.WireLoop}, and
 *       opens sockets on them.
 *   <li>A {@link io.oneport.client.wire.Wire} is one socket: a {@link io.oneport.client.wire.WebSocketWire}, an
 *       {@link io.oneport.client.wire.HttpWire}, a {@link io.oneport.client.wire.StreamWire}, or a
 *       {@link io.oneport.client.wire.RawWire} for those who misbehave on purpose.
 *   <li>Its {@link io.oneport.client.wire.WireListener} hears everything, on the socket's loop; a
 *       {@link io.oneport.client.wire.WireEnd} says how it ended.
 * </ol>
 *
 * <p>{@link io.oneport.client.wire.LoopbackEcho} is what they go to where no server is to be measured.
 *
 * <p>Knows nothing of plans, rates and histograms.
 */
@NullMarked
package io.oneport.client.wire;

import org.jspecify.annotations.NullMarked;
