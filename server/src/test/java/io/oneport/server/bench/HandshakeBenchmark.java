package io.oneport.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.server.api.Request;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.TestRequest;
import io.oneport.server.api.WebSocket;
import io.oneport.server.upgrade.Decision;
import io.oneport.server.upgrade.Handshake;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** The opening handshake: the decision alone, and a connection's whole way from its accept to its close. */
public class HandshakeBenchmark extends Microbenchmark {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Handshake handshake =
            new Handshake(new Routes(List.of(Route.webSocket("/echo", (socket, opening) -> WebSocket::send))));
    private final HttpRequest asking = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/echo");
    private final HttpRequest plain = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/plaintext");
    private final Request asked = TestRequest.get("/echo");
    private final ByteBuf upgrade = upgrade();

    /** A request to upgrade, as bytes. */
    static ByteBuf upgrade() {
        return Connection.bytes("GET /echo HTTP/1.1\r\nHost: localhost:8080\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n\r\n");
    }

    @Setup
    public void fillIn() {
        plain.headers().set("Host", "localhost:8080").set("Accept", "*/*");
        asking.headers()
                .set("Host", "localhost:8080")
                .set("Connection", "Upgrade")
                .set("Upgrade", "websocket")
                .set("Sec-WebSocket-Version", "13")
                .set("Sec-WebSocket-Key", KEY);
        if (!(accept() instanceof Decision.Accept) || notAnUpgrade()) {
            throw new IllegalStateException("not what was to be measured: " + accept() + ", " + notAnUpgrade());
        }
    }

    /** What every plain request pays. */
    @Benchmark
    public boolean notAnUpgrade() {
        return Handshake.concerns(plain);
    }

    @Benchmark
    public Decision accept() {
        return handshake.decide(asking, asked);
    }

    /** A channel that is wired and closed, without a byte: to be subtracted from the next. */
    @Benchmark
    public void openAndClose() {
        new Connection().close();
    }

    @Benchmark
    public void openSwitchAndClose() {
        Connection connection = new Connection();
        connection.read(upgrade);
        connection.requireWritten(129);
        connection.close();
    }
}
