package io.oneport.server.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.front.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** HTTP on a channel without a socket. */
final class HttpChannel implements AutoCloseable {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(10, 65536, LONG, LONG, LONG, LONG, 1 << 20, 10);

    static final HttpSettings SETTINGS = new HttpSettings(256, 512, 100, 16, LONG, LONG, LONG, LONG);

    final EmbeddedChannel channel = new EmbeddedChannel();
    final Connection connection = new Connections(channel.eventLoop(), 1_000_000_000, SOCKETS)
            .of(channel.eventLoop())
            .open(channel);

    /** The whole stage. */
    static HttpChannel serving(Route... routes) {
        HttpChannel http = new HttpChannel();
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
