package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The connections of one worker: ids, deadlines, stalled peers, and what a listener is told. */
@Timeout(60)
class WorkerConnectionsTest {
    private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(10);

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final AtomicInteger open = new AtomicInteger();
    private final WorkerConnections connections =
            new WorkerConnections(1, 4, loop.eventLoop(), SWEEP, settings(), open);

    @Test
    void idsAreUniqueOverAllWorkersAndAscendOnEach() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(open().id());
        }
        assertEquals(List.of(1L, 5L, 9L), ids);
        assertEquals(3, connections.openConnections());
    }

    @Test
    void aConnectionMaySwitchAnyNumberOfTimesAndKeepsTheLastOnes() {
        Connection connection = open();
        assertEquals(List.of(), connection.switches());
        Protocol[] all = Protocol.values();
        int switches = ConnectionExtras.EARLIER_SWITCHES + 5;
        for (int i = 1; i <= switches; i++) {
            connection.switched(all[i % all.length], "/" + i);
            List<ProtocolSwitch> history = connection.switches();
            int kept = Math.min(i, ConnectionExtras.EARLIER_SWITCHES + 1);
            assertEquals(kept, history.size());
            assertEquals(i - kept, connection.forgottenSwitches());
            for (int j = 0; j < kept; j++) {
                int number = i - kept + 1 + j;
                ProtocolSwitch change = history.get(j);
                assertEquals(all[(number - 1) % all.length], change.from());
                assertEquals(all[number % all.length], change.to());
                assertEquals("/" + number, change.path());
                assertTrue(change.atMillis() >= connection.openedMillis(), "when it switched");
            }
        }
        assertEquals(all[switches % all.length], connection.protocol());
    }

    @Test
    void aListenerIsToldOfEveryStepOnce() {
        List<String> told = new ArrayList<>();
        connections.listener(new ConnectionListener() {
            @Override
            public void opened(Connection connection) {
                told.add("opened " + connection.id());
            }

            @Override
            public void switched(Connection connection, Protocol from) {
                told.add(from.text() + " to " + connection.protocol().text());
            }

            @Override
            public void closed(Connection connection) {
                told.add("closed " + connection.closing().reason() + ", unsent " + connection.unsentBytes());
            }

            @Override
            public void bytesSent(long bytes) {
                told.add("sent " + bytes);
            }

            @Override
            public void messagesDropped(int messages, boolean superseded) {
                told.add("dropped " + messages + (superseded ? " for newer ones" : ""));
            }
        });
        Connection connection = stalled();
        connection.switched(Protocol.WEBSOCKET, "/echo");
        connection.countDropped(0, false);
        connection.countDropped(2, true);
        connection.countBytesOut(3);
        connection.flushed();
        connection.countBytesOut(8);
        connection.channel().writeAndFlush(Unpooled.copyLong(1));
        connection.flushed();
        connection.closeNow("enough");
        assertEquals(
                List.of(
                        "opened 1",
                        "http to websocket",
                        "dropped 2 for newer ones",
                        "sent 3",
                        "closed enough, unsent 8"),
                told);
        assertEquals(0, connections.openConnections());
    }

    @Test
    void bytesOfOneKindCannotTakeTheShareOfTheOther() {
        Connection connection = open();
        int share = (1 << 20) / 4; // of four workers
        assertTrue(connection.unfinished().reserve(UnfinishedBudget.Kind.BODY, 0, share / 2));
        assertFalse(connection.unfinished().reserve(UnfinishedBudget.Kind.BODY, 0, 1), "by another one of its kind");
        assertTrue(
                connection.unfinished().reserve(UnfinishedBudget.Kind.BODY, share / 2, share / 2),
                "a single one may have all");
        assertTrue(connection.unfinished().reserve(UnfinishedBudget.Kind.MESSAGE, 0, share / 2));
        connection.unfinished().unreserve(UnfinishedBudget.Kind.BODY, share);
        assertTrue(connection.unfinished().reserve(UnfinishedBudget.Kind.BODY, 0, 1));
        assertNull(connection.proxied());
    }

    @Test
    void aDeadlineIsNeverEarlyAndFiresOnce() {
        loop.freezeTime();
        connections.start();
        Connection socket = open();
        Speaking speaking = new Speaking();
        socket.stream(speaking);
        long begun = System.nanoTime();
        advance(); // the clock that it counts from is read at each sweep
        socket.deadlineIn(TimeUnit.MILLISECONDS.toNanos(50));
        while (speaking.deadlines == 0) {
            advance();
        }
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(50));
        for (int i = 0; i < 10; i++) {
            advance();
        }
        assertEquals(1, speaking.deadlines);
    }

    @Test
    void oneSocketsFailureAtItsDeadlineIsItsOwn() {
        loop.freezeTime();
        connections.start();
        Connection broken = open();
        broken.stream(new Speaking() {
            @Override
            public void deadlineReached() {
                throw new OutOfMemoryError("on purpose");
            }
        });
        broken.deadlineIn(0);
        Connection sound = open();
        Speaking speaking = new Speaking();
        sound.stream(speaking);
        sound.deadlineIn(0);
        while (speaking.deadlines == 0) {
            advance();
        }
        assertEquals("internal error", broken.closing().reason());
        assertTrue(sound.channel().isOpen());
    }

    /** A deadline half as long again as stall-timeout is the clock: no time is measured. */
    @Test
    void aStalledSocketIsClosedWhenItsTimeIsUpAndNotEarlier() {
        loop.freezeTime();
        connections.start();
        Connection stalled = stalled();
        Connection timer = open();
        Speaking early = new Speaking();
        timer.stream(early);
        long begun = System.nanoTime();
        stalled.channel().writeAndFlush(Unpooled.copyLong(1));
        stalled.flushed();
        timer.deadlineIn(TimeUnit.MILLISECONDS.toNanos(1500));
        while (stalled.channel().isOpen()) {
            advance();
        }
        assertEquals(0, early.deadlines, "closed before one and a half times stall-timeout");
        assertTrue(System.nanoTime() - begun >= TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void operatorsAreNotClosedForWantOfMemory() {
        MemoryGuard.Use all = new MemoryGuard.Use(() -> 100, () -> 100);
        connections.memory(new MemoryGuard(70, 1, all, all, all, () -> {}, System::nanoTime));
        Connection operator = open();
        operator.ofOperator();
        Connection client = open();
        assertFalse(operator.closesForMemory(true));
        connections.closeWaiting();
        while (client.channel().isOpen()) {
            advance();
        }
        assertTrue(operator.channel().isOpen());
        assertTrue(open().closesForMemory(false));
    }

    private static class Speaking implements Stream {
        int deadlines;

        @Override
        public void deadlineReached() {
            deadlines++;
        }

        @Override
        public void goAway(String reason) {}

        @Override
        public void peerEnded() {}
    }

    private static SocketSettings settings() {
        Duration second = Duration.ofSeconds(1);
        return new SocketSettings(100, 65536, second, second, second, second, 1 << 20, 12);
    }

    private Connection open() {
        return opened(new EmbeddedChannel());
    }

    private Connection stalled() {
        return opened(new EmbeddedChannel() {
            @Override
            protected void doWrite(ChannelOutboundBuffer in) {
                // Takes nothing, as a peer that does not read.
            }
        });
    }

    private Connection opened(EmbeddedChannel channel) {
        Connection connection = connections.open(channel);
        connection.stream(new Speaking());
        return connection;
    }

    /** The sweep reads the real clock, and is scheduled on the frozen one of the embedded loop. */
    private void advance() {
        loop.advanceTimeBy(Duration.ofNanos(SWEEP).toNanos(), TimeUnit.NANOSECONDS);
        loop.runPendingTasks();
        Thread.onSpinWait();
    }
}
