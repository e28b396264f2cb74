package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerLedgerTest {
    private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(10);

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final AtomicInteger open = new AtomicInteger();
    private final WorkerLedger ledger = new WorkerLedger(1, 4, loop.eventLoop(), SWEEP, settings(12), open);

    @Test
    void idsAreUniqueOverAllWorkersAndAscendOnEach() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(open().id());
        }
        assertEquals(List.of(1L, 5L, 9L), ids);
        assertEquals(3, ledger.openSockets());
    }

    @Test
    void removingFirstMiddleAndLastKeepsTheRest() {
        List<SocketRecord> sockets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sockets.add(open());
        }
        for (int leaver : new int[] {2, 0, 4}) {
            sockets.get(leaver).channel().close();
        }
        assertEquals(List.of(sockets.get(1).id(), sockets.get(3).id()), ids(query(false, null, -1, 100)));
        assertEquals(2, open.get());
        sockets.get(1).channel().close();
        sockets.get(3).channel().close();
        assertEquals(List.of(), ids(query(false, null, -1, 100)));
    }

    @Test
    void remembersTheLastClosedOnesAndWhoEndedThem() {
        for (int i = 0; i < 5; i++) {
            SocketRecord socket = open();
            if (i == 4) {
                socket.closeNow("enough");
            } else {
                socket.channel().close();
            }
        }
        List<SocketView> closed = query(true, null, -1, 100);
        assertEquals(List.of(17L, 13L, 9L), ids(closed));
        assertEquals(
                new Closing(Closing.By.CLIENT, "closed by the peer"),
                closed.get(2).closing());
        assertEquals(new Closing(Closing.By.SERVER, "enough"), closed.get(0).closing());
        assertNull(answer(ledger.view(1)), "the oldest is forgotten");
    }

    @Test
    void pagesAndFilters() {
        for (int i = 0; i < 6; i++) {
            SocketRecord socket = open();
            if (i % 2 == 1) {
                socket.switched(Protocol.WEBSOCKET, "/echo");
            }
        }
        assertEquals(List.of(1L, 5L), ids(query(false, null, -1, 2)));
        assertEquals(List.of(9L, 13L), ids(query(false, null, 5, 2)));
        assertEquals(List.of(5L, 13L, 21L), ids(query(false, Protocol.WEBSOCKET, -1, 100)));
        assertEquals(List.of(1L, 9L, 17L), ids(query(false, Protocol.HTTP, -1, 100)));
    }

    @Test
    void aDeadlineIsNeverEarlyAndFiresOnce() {
        loop.freezeTime();
        ledger.start();
        SocketRecord socket = open();
        Speaking speaking = new Speaking();
        socket.speaker(speaking);
        socket.deadlineIn(TimeUnit.MILLISECONDS.toNanos(50));
        long begun = System.nanoTime();
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
        ledger.start();
        SocketRecord broken = open();
        broken.speaker(new Speaking() {
            @Override
            public void deadlineReached() {
                throw new OutOfMemoryError("on purpose");
            }
        });
        broken.deadlineIn(0);
        SocketRecord sound = open();
        Speaking speaking = new Speaking();
        sound.speaker(speaking);
        sound.deadlineIn(0);
        while (speaking.deadlines == 0) {
            advance();
        }
        assertEquals("internal error", query(true, null, -1, 1).get(0).closing().reason());
        assertTrue(sound.channel().isOpen());
    }

    @Test
    void aQuestionSpansAllWorkersAndIsPaged() {
        var loops = new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
        try {
            SocketLedger all = new SocketLedger(loops, SWEEP, settings(10));
            List<EmbeddedChannel> channels = new ArrayList<>();
            loops.forEach(each -> each.submit(() -> {
                        for (int i = 0; i < 4; i++) {
                            EmbeddedChannel channel = new EmbeddedChannel();
                            all.of((EventLoop) each).open(channel);
                            synchronized (channels) {
                                channels.add(channel);
                            }
                        }
                    })
                    .syncUninterruptibly());
            assertEquals(12, all.openSockets());
            List<Long> seen = new ArrayList<>();
            List<SocketView> page =
                    all.find(new LedgerQuery(false, null, -1, 5)).join();
            while (!page.isEmpty()) {
                seen.addAll(ids(page));
                page = all.find(new LedgerQuery(false, null, seen.get(seen.size() - 1), 5))
                        .join();
            }
            assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L), seen);
            assertEquals(7, all.view(7).join().id());
            assertNull(all.view(12).join());
            assertEquals(false, all.goAway(99, "nobody").join());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    /** A deadline half as long again as stall-timeout is the clock: no time is measured. */
    @Test
    void aStalledSocketIsClosedWhenItsTimeIsUpAndNotEarlier() {
        loop.freezeTime();
        ledger.start();
        SocketRecord stalled = ledger.open(new EmbeddedChannel() {
            @Override
            protected void doWrite(ChannelOutboundBuffer in) {
                // Takes nothing, as a peer that does not read.
            }
        });
        stalled.speaker(new Speaking());
        SocketRecord timer = open();
        Speaking early = new Speaking();
        timer.speaker(early);
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

    private static class Speaking implements Speaker {
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

    private static SocketSettings settings(int closedHistory) {
        Duration second = Duration.ofSeconds(1);
        return new SocketSettings(100, 65536, second, second, second, second, 1 << 20, closedHistory);
    }

    private SocketRecord open() {
        SocketRecord socket = ledger.open(new EmbeddedChannel());
        socket.speaker(new Speaking());
        return socket;
    }

    /** The sweep reads the real clock, and is scheduled on the frozen one of the embedded loop. */
    private void advance() {
        loop.advanceTimeBy(Duration.ofNanos(SWEEP).toNanos(), TimeUnit.NANOSECONDS);
        loop.runScheduledPendingTasks();
        Thread.onSpinWait();
    }

    private List<SocketView> query(boolean closed, Protocol protocol, long after, int limit) {
        return answer(ledger.find(new LedgerQuery(closed, protocol, after, limit)));
    }

    private <T> T answer(CompletableFuture<T> question) {
        while (!question.isDone()) {
            loop.runPendingTasks();
        }
        return question.join();
    }

    private static List<Long> ids(List<SocketView> sockets) {
        return sockets.stream().map(SocketView::id).toList();
    }
}
