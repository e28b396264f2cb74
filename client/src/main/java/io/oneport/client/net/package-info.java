/**
 * One socket of a client: it begins as HTTP and may switch, alone, to WebSocket (RFC 9112, RFC 6455).
 *
 * <p>The path of one socket:
 *
 * <ol>
 *   <li>{@link io.oneport.client.net.Connector} opens it to a {@link io.oneport.client.net.Target}, through TLS if
 *       asked, and hands out an {@link io.oneport.client.net.ClientConnection} with its
 *       {@link io.oneport.client.net.ConnectionEnds}.
 *   <li>{@code HttpExchangeHandler} sends one request at a time and reads its answer whole.
 *   <li>{@link io.oneport.client.net.ClientHandshake}, which does no input or output, writes the request to upgrade and
 *       judges the answer.
 *   <li>{@code ClientSwitch} rewrites this channel's pipeline, once; nothing else does.
 *   <li>{@code ClientFrameHandler} turns frames into messages, answers pings, and closes as the RFC says; programs hold a
 *       {@link io.oneport.client.net.WebSocketConnection}.
 *   <li>A {@link io.oneport.client.net.IncomingListener} hears the messages; {@link io.oneport.client.net.Inbox} is the
 *       one for threads that wait.
 *   <li>If it speaks {@code oneport.v1.json}, {@link io.oneport.client.net.TopicClients} does all this, and programs hold
 *       a {@link io.oneport.client.net.TopicClient}.
 * </ol>
 *
 * <p>Every wait and every size is bounded by {@link io.oneport.client.net.Limits}. What goes wrong arrives as an
 * {@link java.io.IOException} whose message is one sentence for people. Knows nothing of command lines.
 */
package io.oneport.client.net;
