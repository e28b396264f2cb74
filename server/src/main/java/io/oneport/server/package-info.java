/**
 * The server, from its command line to its end. This is the map: the way of one socket's bytes through the packages.
 *
 * <ol>
 *   <li>{@link io.oneport.server.app.Main} reads the settings and starts a {@link io.oneport.server.app.Server}, which binds a
 *       {@link io.oneport.server.front.Listener}.
 *   <li>Each accepted socket becomes a {@link io.oneport.server.connection.Connection} of its event loop, which the
 *       {@link io.oneport.server.observe.SocketLedger} listens to. {@link io.oneport.server.front.Front} looks at its first
 *       bytes and hands it to the stage that {@link io.oneport.server.app.SocketInitializer} has for them:
 *       {@link io.oneport.server.http1.HttpStage}.
 *   <li>Bytes become requests, one at a time; the request guard refuses what no server should serve.
 *   <li>{@link io.oneport.server.upgrade.UpgradeDetector} asks {@link io.oneport.server.upgrade.Handshake} about each.
 *       What is no upgrade goes on to the router and an endpoint. What is refused is answered, and the socket closed.
 *   <li>What is accepted goes to {@link io.oneport.server.connection.PipelineSwitch}, which rewrites this channel's
 *       pipeline, and no other's.
 *   <li>From then on {@link io.oneport.server.websocket.WebSocketStage} has the socket: frames, messages, ping and close.
 * </ol>
 */
@NullMarked
package io.oneport.server;

import org.jspecify.annotations.NullMarked;
