package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket is counted out wherever it was counted in: for its peer, and for the client that a proxy reports. */
@Timeout(60)
class SocketsPerAddressTest {
    private static final InetSocketAddress PROXY = new InetSocketAddress("192.0.2.1", 4000);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.1", 5000);

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final WorkerConnections connections = new WorkerConnections(
            0, 1, loop.eventLoop(), TimeUnit.MILLISECONDS.toNanos(10), settings(), new AtomicInteger());

    @Test
    void aProxyThatIsCountedHasRoomAgainOnceItsSocketHasClosed() {
        limit(1, address -> false);
        Connection first = connections.open(from(PROXY));
        assertTrue(first.proxied(CLIENT, null));
        assertNull(connections.open(from(PROXY)), "its one place is taken");
        first.closeNow("test");
        Connection second = connections.open(from(PROXY));
        assertNotNull(second, "the proxy's place is free");
        assertTrue(second.proxied(CLIENT, null), "the client's place is free");
    }

    @Test
    void aClientThatIsRefusedIsNotCountedOut() {
        limit(1, PROXY::equals);
        Connection first = connections.open(from(PROXY));
        Connection second = connections.open(from(PROXY));
        assertTrue(first.proxied(CLIENT, null));
        assertFalse(second.proxied(CLIENT, null));
        assertEquals(PROXY, second.connectedFrom());
        second.closeNow("test");
        Connection third = connections.open(from(PROXY));
        assertFalse(third.proxied(CLIENT, null), "the first socket has that client's place");
        first.closeNow("test");
        assertTrue(third.proxied(CLIENT, null));
    }

    @Test
    void aSocketThatIsRefusedIsNotCounted() {
        limit(1, address -> false);
        Connection first = connections.open(from(CLIENT));
        assertNull(connections.open(from(CLIENT)));
        assertEquals(1, connections.openConnections());
        first.closeNow("test");
        assertNotNull(connections.open(from(CLIENT)));
    }

    private void limit(int sockets, Predicate<InetSocketAddress> exempt) {
        ClientSettings.RateLimits any = new ClientSettings.RateLimits(0, 0, 0);
        connections.limits(new ClientLimits(new ClientSettings(sockets, any, any), exempt));
    }

    private static SocketSettings settings() {
        Duration second = Duration.ofSeconds(1);
        return new SocketSettings(100, 65536, second, second, second, second, 1 << 20, 12);
    }

    private static EmbeddedChannel from(InetSocketAddress peer) {
        return new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return peer;
            }
        };
    }
}
