package io.oneport.server.http1;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.Stage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 on one channel. */
public final class HttpStage implements Stage {
    private final HttpSettings settings;
    private final HttpConnection connection;
    private final RequestDecoder decoder;
    private final ChannelHandler upgradeDetector;
    private final Routes routes;
    private final HostNames hosts;
    private final ForwardedHeaders forwarded;

    /**
     * Creates the stage. The time for the first request runs since the connection was accepted. On the socket's event loop.
     *
     * @param origins whose pages may read answers
     * @param hosts the names that requests may call the server by
     * @param forwarded finds out whom a proxy has passed a request on for
     * @param upgradeDetector makes the handler that sees each request before it is routed; it may refuse one through
     *     the stage that it is given, or take the channel over
     */
    public HttpStage(
            HttpSettings settings,
            Origins origins,
            HostNames hosts,
            ForwardedHeaders forwarded,
            Routes routes,
            Connection socket,
            Function<HttpStage, ChannelHandler> upgradeDetector) {
        this.settings = settings;
        this.routes = routes;
        this.hosts = hosts;
        this.forwarded = forwarded;
        this.connection = new HttpConnection(settings, origins, socket, this);
        this.decoder = new RequestDecoder(connection, settings);
        this.upgradeDetector = upgradeDetector.apply(this);
    }

    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public void install(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.HTTP_DECODER, decoder)
                .addLast(HandlerNames.REQUEST_GUARD, new RequestGuard(connection, settings, hosts, forwarded))
                .addLast(HandlerNames.UPGRADE_DETECTOR, upgradeDetector)
                .addLast(HandlerNames.ROUTER, new Router(connection, routes));
    }

    @Override
    public void writeOut() {
        connection.writeOut();
    }

    @Override
    public void remove(ChannelPipeline pipeline) {
        pipeline.remove(HandlerNames.ROUTER);
        pipeline.remove(HandlerNames.UPGRADE_DETECTOR);
        pipeline.remove(HandlerNames.REQUEST_GUARD);
        connection.socket().countBytesIn(-decoder.heldBytes()); // the next stage reads them, and counts them
        connection.socket().reading(true); // the decoder may have stopped it; the next stage begins reading
        pipeline.remove(HandlerNames.HTTP_DECODER);
    }

    /** Why this connection is to end with the answer that is being made, or null. On the socket's event loop. */
    public @Nullable String goingAway() {
        return connection.goingAway();
    }

    /** Whether the peer is gone or going, so that an answer would reach nobody. On the socket's event loop. */
    public boolean over() {
        return connection.over();
    }

    /** A request as filters and endpoints see it. On the socket's event loop. */
    public Request request(HttpRequest head) {
        return new ReceivedRequest(connection.socket(), head);
    }

    /**
     * Sets what is called if something happens before the current request has its answer, or the socket is taken over.
     *
     * @param peerGone the socket has closed, or {@code answer-timeout} is over
     * @param hurry the connection is to end soon
     */
    public void whileWaiting(Runnable peerGone, Runnable hurry) {
        connection.whileWaiting(peerGone, hurry);
    }

    /**
     * The connection is being taken over, as the current request asked. Before the switch; on the socket's event loop.
     *
     * @param principal on whose behalf
     */
    public void takenOver(Principal principal) {
        connection.onBehalfOf(principal);
        connection.takenOver();
    }

    /** Refuses to open a WebSocket and ends the connection. On the socket's event loop. */
    public void refuse(@Nullable HttpRequest request, Response problem) {
        connection.socket().countRefusedHandshake(problem.status().code());
        connection.refuse(request, problem);
    }
}
