package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import java.net.ServerSocket;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An event loop that an Error ends is noticed, and no stop waits for what doesn't end. */
class WorkerDeathTest {
    @Test
    void anErrorThatEndsAnEventLoopIsReported() throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        try (Server server = start(reported::countDown, "--transport=nio", "--worker-threads=2")) {
            kill((IoEventLoop) server.workers().next());
            assertTrue(reported.await(30, TimeUnit.SECONDS), "not reported");
        } // and it stops with the other loop alone
    }

    /** As the main thread does, for loops that can't report their own end. */
    @Test
    void theEndOfAnyThreadIsNoticed() throws Exception {
        try (Server server = start(() -> {}, "--transport=nio", "--worker-threads=2")) {
            WorkerDeath death = new WorkerDeath(server.workers());
            server.workers().next();
            kill((IoEventLoop) server.workers().next());
            death.await();
            assertFalse(server.stopping());
        }
    }

    @Test
    void aStopInOrderIsNoDeath() throws Exception {
        AtomicInteger deaths = new AtomicInteger();
        Server server = start(deaths::incrementAndGet, "--worker-threads=2");
        assertTrue(server.stop());
        assertTrue(server.workers().isTerminated());
        assertEquals(0, deaths.get());
    }

    @Test
    void anEventLoopThatIsStuckDoesNotHoldUpTheStop() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        Server server = start(() -> {}, "--worker-threads=1");
        try {
            server.workers().execute(() -> {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertFalse(server.stop(), "a loop that has not ended");
        } finally {
            stuck.countDown();
        }
        assertTrue(server.workers().terminationFuture().await(30, TimeUnit.SECONDS));
    }

    @Test
    void aPortThatIsTakenLeavesNoThreads() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = "--port=" + taken.getLocalPort();
            assertThrows(java.io.IOException.class, () -> start(() -> {}, "--host=127.0.0.1", port));
        }
    }

    private static Server start(Runnable onWorkerDeath, String... flags) throws Exception {
        Map<String, String> environment = Map.of("ONEPORT_DRAIN_TIMEOUT", "100ms", "ONEPORT_PORT", "0");
        return Server.start(Settings.read(flags, environment).config(), onWorkerDeath);
    }

    /** Has the loop read something, and throws an Error where Netty catches none. */
    private static void kill(IoEventLoop loop) throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        loop.register(new NioSelectableChannelIoHandle<>(pipe.source()) {
                    @Override
                    public void close() {}

                    @Override
                    protected void handle(Pipe.SourceChannel channel, SelectionKey key) {
                        throw new ExpectedError();
                    }
                })
                .addListener(registered ->
                        ((IoRegistration) registered.getNow()).submit(NioIoOps.valueOf(SelectionKey.OP_READ)));
        pipe.sink().write(java.nio.ByteBuffer.allocate(1));
    }

    private static final class ExpectedError extends Error {
        private static final long serialVersionUID = 1;
    }
}
