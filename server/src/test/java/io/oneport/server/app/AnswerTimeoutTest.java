package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import io.oneport.server.api.Admission;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.front.ListenSettings;
import io.oneport.server.front.Listener;
import io.oneport.server.front.Transport;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.websocket.WebSocketSettings;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An endpoint that never answers, for whatever reason, does not keep its socket for ever. */
class AnswerTimeoutTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS =
            new SocketSettings(100, 1 << 16, LONG, Duration.ofSeconds(1), LONG, LONG, 1 << 20, 10);

    private final BlockingQueue<Exchange> asked = new LinkedBlockingQueue<>();

    @Test
    void anAnswerThatNeverComesIs503() throws Exception {
        ask(false);
    }

    @Test
    void soItIsForAPeerThatHasClosedItsSide() throws Exception {
        ask(true);
    }

    @Test
    void aFilterThatNeverDecidesIs503() throws Exception {
        CompletableFuture<Admission> decision = new CompletableFuture<>();
        Route route = Route.get("/", asked::add).with(request -> new Admission.Pending(decision));
        answer(route, false, () -> decision.complete(Admission.GRANTED));
    }

    private void ask(boolean finish) throws Exception {
        answer(Route.get("/", asked::add), finish, () -> {
            Exchange late = asked.take();
            CompletableFuture.runAsync(
                            () -> late.answer(Response.text("too late")),
                            late.socket().executor())
                    .get();
            return null;
        });
    }

    /** Asks and gets 503; then comes what was waited for. */
    private void answer(Route route, boolean finish, Callable<?> late) throws Exception {
        ListenSettings listen = new ListenSettings("127.0.0.1", 0, 10, false, 1, Transport.AUTO);
        EventLoopGroup workers = Listener.workers(listen);
        Connections connections = new Connections(workers, 10_000_000, SOCKETS);
        connections.start();
        Listener listener = Listener.open(
                listen,
                workers,
                new SocketInitializer(
                        new HttpSettings(1024, 1024, 100, 1024, LONG, LONG, Duration.ofMillis(300), LONG),
                        new WebSocketSettings(1024, LONG, LONG, LONG, LONG, LONG),
                        SOCKETS,
                        new Origins(List.of()),
                        HostNames.any(),
                        connections,
                        new Routes(List.of(route))),
                SOCKETS);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            if (finish) {
                socket.shutdownOutput();
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            assertTrue(answer.contains("answer-timeout"), answer);
            late.call();
        } finally {
            listener.close();
            workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
        assertEquals(0, asked.size());
    }
}
