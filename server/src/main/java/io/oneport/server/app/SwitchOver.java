package io.oneport.server.app;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.http1.HttpStage;
import io.oneport.server.http1.Problem;
import io.oneport.server.upgrade.Decision;
import io.oneport.server.upgrade.Handshake;
import io.oneport.server.upgrade.UpgradeDetector;
import io.oneport.server.websocket.WebSocketEndpoint;
import io.oneport.server.websocket.WebSocketSettings;
import io.oneport.server.websocket.WebSocketStage;

/** Acts out what the upgrade detector of one socket has decided: HTTP gives way to WebSocket, or says why not. */
record SwitchOver(Connection socket, HttpStage http, WebSocketSettings settings, Site site)
        implements UpgradeDetector.Outcome {
    @Override
    public void accepted(Decision.Accept accept) {
        if (http.goingAway() != null) {
            http.refuse(null, Problem.of(HttpResponseStatus.SERVICE_UNAVAILABLE, http.goingAway()));
            return;
        }
        WebSocketEndpoint endpoint = site.webSocketAt(accept.path());
        WebSocketEndpoint.Opening opening =
                new WebSocketEndpoint.Opening(accept.path(), accept.query(), accept.subprotocol());
        WebSocketStage webSocket = new WebSocketStage(
                settings,
                endpoint.messageLimit(settings.maxMessageBytes(), accept.subprotocol()),
                socket,
                opened -> endpoint.open(opened, opening));
        ByteBuf switching =
                Handshake.switchingProtocols(accept, socket.channel().alloc());
        ChannelFuture handshake =
                PipelineSwitch.perform(socket, site.shared(accept.path()), switching, http, webSocket);
        webSocket.watchHandshake(handshake);
    }

    @Override
    public void refused(HttpRequest request, Decision.Refuse refuse) {
        http.refuse(request, Problem.of(refuse.status(), refuse.detail()));
    }
}
