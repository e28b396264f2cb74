package io.oneport.server.app;

import io.oneport.server.broker.Broker;
import io.oneport.testing.TemporaryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A whole server in this process, started by its flags as a person would, on any free loopback port. */
public final class TestServer implements AutoCloseable {
    /** What operators show to any of these servers. */
    public static final String ADMIN_TOKEN = "token-of-the-tests-0123456789";

    /** The file that has it. */
    static final Path TOKEN_FILE = TemporaryFile.withLine(ADMIN_TOKEN);

    private final Server server;

    private TestServer(Server server) {
        this.server = server;
    }

    /** Starts one; on any free port, and with a short drain, unless the flags say otherwise. */
    public static TestServer start(String... flags) {
        return startWith(settings -> Server.start(settings.config()), flags);
    }

    /** Starts one whose messages are kept by a broker that the test makes from the workers that own topics. */
    public static TestServer start(Function<List<? extends Executor>, Broker> broker, String... flags) {
        BrokerFactory brokers = (workers, elapsedMillis) -> broker.apply(workers);
        return startWith(settings -> Server.start(settings.config(), () -> {}, brokers), flags);
    }

    private interface Start {
        Server with(Settings settings) throws UsageException, IOException;
    }

    private static TestServer startWith(Start start, String... flags) {
        // From the environment, so that a flag can say otherwise.
        Map<String, String> environment = Map.of(
                "ONEPORT_PORT",
                "0",
                "ONEPORT_DRAIN_TIMEOUT",
                "2s",
                "ONEPORT_DRAIN_OVER",
                "0s",
                "ONEPORT_ADMIN_TOKEN_FILE",
                TOKEN_FILE.toString());
        try {
            return new TestServer(start.with(Settings.read(flags, environment)));
        } catch (UsageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port for operators. */
    public int adminPort() {
        return server.adminAddress().getPort();
    }

    public int port() {
        return address().getPort();
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** Ends it in order; if it is draining already, at once. */
    @Override
    public void close() {
        server.close();
        server.endWithin(Duration.ZERO);
        server.workers().terminationFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
