/**
 * The sockets of {@link io.oneport.client.wire}, for programs whose threads wait: {@code cat}, {@code pub}, {@code sub},
 * {@code sequence}, and the look at a server before it is loaded. There is no other connection stack.
 *
 * <p>The path of one socket:
 *
 * <ol>
 *   <li>{@link io.oneport.client.blocking.Connector} opens it to a {@link io.oneport.client.net.Target}, through TLS if
 *       asked, and hands out an {@link io.oneport.client.blocking.ClientConnection}, which sends one request at a time
 *       and reads its answer whole.
 *   <li>An upgrade makes the {@link io.oneport.client.wire.HttpWire} a {@link io.oneport.client.wire.WebSocketWire}, for
 *       this channel only; programs hold a {@link io.oneport.client.blocking.WebSocketConnection}.
 *   <li>A {@link io.oneport.client.blocking.IncomingListener} hears the messages; {@link
 *       io.oneport.client.blocking.Inbox} is the one for threads that wait.
 *   <li>If it speaks {@code oneport.v1.json}, {@link io.oneport.client.blocking.TopicClients} does all this, and programs
 *       hold a {@link io.oneport.client.blocking.TopicClient}.
 * </ol>
 *
 * <p>Every wait and every size is bounded by {@link io.oneport.client.net.Limits}. What goes wrong arrives as an
 * {@link java.io.IOException} whose message is one sentence for people. Knows nothing of command lines.
 */
@NullMarked
package io.oneport.client.blocking;

import org.jspecify.annotations.NullMarked;
