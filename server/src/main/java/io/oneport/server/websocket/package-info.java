/**
 * RFC 6455 after the handshake, on one socket, in one handler.
 *
 * <p>The way of a byte: {@link io.oneport.server.websocket.FrameDecoder} finds frames and unmasks them,
 * {@link io.oneport.server.websocket.MessageAssembler} makes messages of them and checks text,
 * {@link io.oneport.server.websocket.WebSocketHandler} answers control frames and hands messages to a
 * {@link io.oneport.server.api.MessageListener}; {@link io.oneport.server.websocket.WebSocketOutput} writes what goes
 * out. The first two are an event loop's and not a socket's, but for as long as a message is
 * {@link io.oneport.server.websocket.Unfinished}.
 */
@NullMarked
package io.oneport.server.websocket;

import org.jspecify.annotations.NullMarked;
