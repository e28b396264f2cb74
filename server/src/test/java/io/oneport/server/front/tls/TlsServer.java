package io.oneport.server.front.tls;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslProvider;
import io.oneport.server.api.Admission;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.Status;
import io.oneport.server.app.SocketInitializer;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.TopicTotals;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.features.admin.SocketEndpoints;
import io.oneport.server.features.echo.EchoRoutes;
import io.oneport.server.features.landing.LandingRoutes;
import io.oneport.server.features.metrics.MetricsEndpoint;
import io.oneport.server.features.metrics.MetricsSources;
import io.oneport.server.front.ListenSettings;
import io.oneport.server.front.Listener;
import io.oneport.server.front.Places;
import io.oneport.server.front.ProxySettings;
import io.oneport.server.front.Transport;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.loop.Durations;
import io.oneport.server.observe.SocketLedger;
import io.oneport.server.websocket.WebSocketSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server whose TLS is spoken by one of the libraries, on one worker. */
final class TlsServer implements AutoCloseable {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(
            10_000, 1 << 16, Duration.ofSeconds(2), Duration.ofMillis(400), LONG, LONG, 4 << 20, 1000);

    /** How many handshakes wait for their turn at the moment at which this is answered. */
    static final String WAITING = "/waiting";

    private final TlsCertificates certificates;
    private final EventLoopGroup workers;
    private final Connections connections;
    private final Listener listener;

    TlsServer(TlsSettings settings, SslProvider provider, Duration headTimeout) throws IOException {
        this(settings, provider, headTimeout, Transport.AUTO);
    }

    TlsServer(TlsSettings settings, SslProvider provider, Duration headTimeout, Transport transport)
            throws IOException {
        certificates = TlsCertificates.load(settings, provider);
        ListenSettings listen = new ListenSettings("127.0.0.1", 0, 1000, false, 1, transport);
        workers = Listener.workers(listen);
        connections = new Connections(workers, 10_000_000, SOCKETS);
        SocketLedger ledger = new SocketLedger(connections, 1000);
        connections.start();
        Routes routes = new Routes(Stream.of(
                        LandingRoutes.routes(true, () -> null),
                        EchoRoutes.routes(request -> Admission.GRANTED, true, true),
                        SocketEndpoints.routes(ledger, connections, request -> Admission.GRANTED),
                        MetricsEndpoint.routes(metrics(ledger), request -> Admission.GRANTED),
                        List.of(Route.get(WAITING, exchange -> exchange.answer(waiting()))))
                .<List<Route>>map(each -> each)
                .flatMap(List::stream)
                .toList());
        listener = Listener.open(
                listen,
                workers,
                new SocketInitializer(
                        new SocketInitializer.Rules(
                                new HttpSettings(4096, 4096, 100, 1 << 20, headTimeout, LONG, LONG, LONG),
                                new WebSocketSettings(1 << 20, LONG, LONG, LONG, LONG, LONG),
                                SOCKETS,
                                new Origins(List.of()),
                                HostNames.any(),
                                ProxySettings.NONE,
                                settings.only()),
                        connections,
                        routes,
                        certificates,
                        new Places(10_000, connections::open),
                        false),
                SOCKETS);
    }

    /** No topics. */
    private MetricsSources metrics(SocketLedger ledger) {
        TopicTotals none = new TopicTotals(0, 0, 0, 0, 0, 0, 0, 0, Durations.latency());
        return new MetricsSources(
                ledger,
                () -> CompletableFuture.completedFuture(none),
                kind -> 0,
                List::of,
                BrokerState.Ready::new,
                "test",
                "auto",
                SOCKETS.maxSockets(),
                () -> 0,
                certificates::expiresMillis);
    }

    private Response waiting() {
        int waiting = connections.workers().get(0).handshakes().size();
        return Response.of(
                Status.OK, "text/plain", String.valueOf(waiting).getBytes(StandardCharsets.US_ASCII), Map.of());
    }

    /** Occupies the worker until this is counted down; returns once it is occupied. */
    void occupy(CountDownLatch until) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        workers.next().execute(() -> {
            begun.countDown();
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();
    }

    int port() {
        return listener.address().getPort();
    }

    TlsCertificates certificates() {
        return certificates;
    }

    @Override
    public void close() {
        listener.close();
        // A loop may end without closing them, or while it closes them, and what they hold would never be released.
        do {
            connections.closeNow("the test is over");
            workers.next().submit(() -> {}).syncUninterruptibly();
        } while (connections.open() > 0);
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        certificates.close();
    }
}
