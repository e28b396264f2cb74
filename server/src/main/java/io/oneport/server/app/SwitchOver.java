package io.oneport.server.app;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.WebSocketEndpoint;
import io.oneport.server.connection.ClientAction;
import io.oneport.server.connection.ClientLimits;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.PipelineSwitch;
import io.oneport.server.http1.HttpStage;
import io.oneport.server.upgrade.Decision;
import io.oneport.server.upgrade.Handshake;
import io.oneport.server.upgrade.UpgradeDetector;
import io.oneport.server.websocket.WebSocketSettings;
import io.oneport.server.websocket.WebSocketStage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Acts out what the upgrade detector of one socket has decided: HTTP gives way to WebSocket, or says why not. */
record SwitchOver(Connection socket, HttpStage http, WebSocketSettings settings) implements UpgradeDetector.Outcome {
    @Override
    public Request request(HttpRequest head) {
        return http.request(head);
    }

    @Override
    public @Nullable Response tooMany() {
        return refusal(socket.take(ClientAction.HANDSHAKE, 1));
    }

    private static @Nullable Response refusal(ClientLimits.@Nullable Exceeded tooMany) {
        return tooMany == null ? null : Problem.tooMany(tooMany.detail(), tooMany.waitSeconds());
    }

    @Override
    public void accepted(Decision.Accept accept, Principal principal) {
        if (http.over()) {
            return;
        }
        boolean known = principal.known();
        Response tooMany = refusal(socket.takeFor(known ? principal.name() : null, ClientAction.HANDSHAKE));
        if (tooMany != null) {
            http.refuse(null, tooMany);
            return;
        }
        WebSocketEndpoint endpoint = Objects.requireNonNull(accept.route().webSocket(), "no endpoint's route");
        WebSocketEndpoint.Opening opening =
                new WebSocketEndpoint.Opening(accept.request(), accept.subprotocol(), principal);
        Response refusal = endpoint.refusal(opening);
        if (refusal != null) {
            http.refuse(null, refusal);
            return;
        }
        WebSocketStage webSocket = new WebSocketStage(
                settings,
                endpoint.messageLimit(settings.maxMessageBytes(), accept.subprotocol()),
                socket,
                opened -> endpoint.open(opened, opening));
        ByteBuf switching =
                Handshake.switchingProtocols(accept, socket.channel().alloc());
        http.takenOver(principal);
        ChannelFuture handshake = PipelineSwitch.perform(socket, sharedPath(accept), switching, http, webSocket);
        webSocket.watchHandshake(handshake);
        if (http.goingAway() != null) {
            // A Close 1001 says that it may come back; a 503 looks like a failure, and a proxy passes it on.
            socket.goAwaySoon(http.goingAway());
        }
    }

    /** The path, as one string for all sockets where it is the route's own: the ledger keeps it. */
    private static String sharedPath(Decision.Accept accept) {
        String path = accept.request().path();
        String pattern = accept.route().pattern();
        return pattern.equals(path) ? pattern : path;
    }

    @Override
    public void refused(HttpRequest request, Response response) {
        if (!http.over()) {
            http.refuse(request, response);
        }
    }

    @Override
    public void waiting(HttpRequest request, Runnable over) {
        http.whileWaiting(over, () -> {});
    }
}
