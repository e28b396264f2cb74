package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.WorkerConnections;
import io.oneport.server.front.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** HTTP on a channel without a socket. */
final class HttpChannel implements AutoCloseable {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(10, 65536, LONG, LONG, LONG, LONG, 1 << 20, 10);

    static final HttpSettings SETTINGS = new HttpSettings(256, 512, 100, 16, LONG, LONG, LONG, LONG);

    /** Its loop does the work that is left for later: that of a socket's own channel is run by whatever the channel does. */
    private final EmbeddedChannel loop;

    private final WorkerConnections worker;
    final EmbeddedChannel channel = new EmbeddedChannel();
    final Connection connection;

    HttpChannel() {
        loop = new EmbeddedChannel();
        worker = new Connections(loop.eventLoop(), 1_000_000_000, SOCKETS).of(loop.eventLoop());
        connection = worker.open(channel);
    }

    private HttpChannel(HttpChannel sibling) {
        loop = sibling.loop;
        worker = sibling.worker;
        connection = worker.open(channel);
    }

    /** An endpoint that takes bodies of up to so many bytes. */
    static Endpoint taking(int bodyLimit, Consumer<Exchange> handler) {
        return new Endpoint() {
            @Override
            public void handle(Exchange exchange) {
                handler.accept(exchange);
            }

            @Override
            public int bodyLimit() {
                return bodyLimit;
            }
        };
    }

    /** The whole stage. */
    static HttpChannel serving(Route... routes) {
        return serving(new HttpChannel(), routes);
    }

    /** The same on another socket of the same event loop. */
    HttpChannel sibling(Route... routes) {
        return serving(new HttpChannel(this), routes);
    }

    /** Does the work that was left for later, all of it. */
    void runWork() {
        while (connection.work().size() > 0) {
            loop.runPendingTasks();
        }
    }

    private static HttpChannel serving(HttpChannel http, Route... routes) {
        new HttpStage(
                        SETTINGS,
                        new Origins(List.of()),
                        HostNames.any(),
                        new ForwardedHeaders(ProxySettings.NONE),
                        new Routes(List.of(routes)),
                        http.connection,
                        stage -> new ChannelInboundHandlerAdapter())
                .install(http.channel.pipeline());
        return http;
    }

    /** Sends a request's head, of lines without their ends, and maybe a body; returns what is answered, without the date. */
    String ask(String body, String... head) {
        return send(String.join("\r\n", head) + "\r\nHost: here\r\n\r\n" + body);
    }

    String send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        return written();
    }

    /** Everything written so far, as characters of one byte, without the date. */
    String written() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return all.toString().replaceAll("date: [^\r]*\r\n", "");
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
