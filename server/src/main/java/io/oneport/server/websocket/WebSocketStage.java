package io.oneport.server.websocket;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.oneport.server.pipeline.HandlerNames;
import io.oneport.server.pipeline.Stage;
import io.oneport.server.socket.Protocol;
import io.oneport.server.socket.SocketRecord;
import io.oneport.server.socket.SocketSettings;

/** A WebSocket on one channel, in a single handler: each further one would cost every idle socket a context. */
public final class WebSocketStage implements Stage {
    private final WebSocketHandler handler;

    public WebSocketStage(
            WebSocketSettings settings, SocketSettings socketSettings, SocketRecord socket, MessageListener listener) {
        this.handler = new WebSocketHandler(settings, socketSettings, socket, listener);
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
