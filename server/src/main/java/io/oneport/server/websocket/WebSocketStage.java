package io.oneport.server.websocket;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.WebSocket;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.Stage;
import java.util.function.Function;

/** A WebSocket on one channel, in a single handler: each further one would cost every idle socket a context. */
public final class WebSocketStage implements Stage {
    private final WebSocketHandler handler;

    /**
     * Makes the stage.
     *
     * @param messageLimit the longest message that is taken on this socket, in bytes
     * @param application gives the listener of the socket's messages, once, when the stage is installed; it must not
     *     write then
     */
    public WebSocketStage(
            WebSocketSettings settings,
            int messageLimit,
            Connection socket,
            Function<WebSocket, MessageListener> application) {
        this.handler = new WebSocketHandler(settings.withMaxMessageBytes(messageLimit), socket, application);
    }

    @Override
    public Protocol protocol() {
        return Protocol.WEBSOCKET;
    }

    @Override
    public void install(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.WEBSOCKET, handler);
    }

    @Override
    public void remove(ChannelPipeline pipeline) {
        pipeline.remove(handler);
    }

    /** Gives the peer {@code upgrade-timeout} to take the 101. On the socket's event loop. */
    public void watchHandshake(ChannelFuture handshake) {
        handler.watchHandshake(handshake);
    }
}
