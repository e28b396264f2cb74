package io.oneport.server;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.oneport.protocol.Units;
import io.oneport.server.net.Listener;
import io.oneport.server.net.Site;
import io.oneport.server.net.SocketInitializer;
import io.oneport.server.socket.SocketLedger;
import io.oneport.server.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: starts, drains, stops. Any thread but an event loop. */
public final class Server implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Server.class);
    private static final long POLL_MILLIS = 10;
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final ServerConfig config;
    private final EventLoopGroup workers;
    private final SocketLedger ledger;
    private final Listener listener;
    private final Topics topics;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Server(ServerConfig config, EventLoopGroup workers, SocketLedger ledger, Topics topics, Listener listener) {
        this.config = config;
        this.workers = workers;
        this.ledger = ledger;
        this.topics = topics;
        this.listener = listener;
    }

    /**
     * Starts a server; when this returns it accepts connections.
     *
     * @throws IOException if the address can't be bound
     */
    public static Server start(ServerConfig config) throws IOException {
        boolean loopback = InetAddress.getByName(config.listen().host()).isLoopbackAddress();
        EventLoopGroup workers = Listener.workers(config.listen());
        SocketLedger ledger = new SocketLedger(workers, config.sweepInterval().toNanos(), config.sockets());
        Topics topics = topics(config, workers, ledger);
        Site site = Endpoints.site(config, ledger, topics, loopback);
        SocketInitializer initializer = new SocketInitializer(
                config.http(), config.webSocket(), config.sockets(), config.origins(), ledger, site);
        try {
            Listener listener = Listener.open(config.listen(), workers, initializer, config.sockets());
            if (!loopback) {
                log.warn(
                        "Listening on {}, beyond this machine, and nobody is asked who they are; /admin is off",
                        config.listen().host());
            }
            return new Server(config, workers, ledger, topics, listener);
        } catch (IOException e) {
            stop(workers);
            throw e;
        }
    }

    /** The topics, owned by the workers, each of which sweeps its own once a second, in parts. */
    private static Topics topics(ServerConfig config, EventLoopGroup workers, SocketLedger ledger) {
        List<EventLoop> loops = new ArrayList<>();
        workers.forEach(loop -> loops.add((EventLoop) loop));
        long begun = System.nanoTime();
        Topics topics = new Topics(
                loops,
                ledger.work(),
                config.topics(),
                System::currentTimeMillis,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        for (int i = 0; i < loops.size(); i++) {
            EventLoop loop = loops.get(i);
            loop.scheduleAtFixedRate(new TopicSweep(topics, i, ledger.of(loop).work()), 1, 1, TimeUnit.SECONDS);
        }
        return topics;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /**
     * Stops in order: accepts no more, lets every answer in progress finish and every WebSocket close with 1001, for as
     * long as {@code drain-timeout} allows; then closes what is left. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listener.close();
        awaitDelivery(config.drainTimeout());
        ledger.goAway("the server is shutting down");
        if (ledger.openSockets() > 0) {
            log.info(
                    "Stopping; open sockets have {} to end: {}",
                    Units.text(config.drainTimeout()),
                    ledger.openSockets());
        }
        awaitSockets(config.drainTimeout());
        int left = ledger.openSockets();
        if (left > 0) {
            log.warn("Sockets cut off since they did not end in time (a longer --drain-timeout waits): {}", left);
            ledger.closeNow("did not end before the server did");
            awaitSockets(CLOSING); // a loop that stops may leave a socket open to its peer (io_uring)
        }
        stop(workers);
    }

    /** What was acknowledged reaches whoever is connected before their conversations end. */
    private void awaitDelivery(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!topics.stopPublishing().get(limit.toMillis(), TimeUnit.MILLISECONDS)
                    && System.nanoTime() - end < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            log.warn("Stopping without knowing whether all messages were delivered: {}", e.toString());
        }
    }

    private void awaitSockets(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (ledger.openSockets() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // somebody is in a hurry: cut off what is left
        }
    }

    private static void stop(EventLoopGroup workers) {
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
