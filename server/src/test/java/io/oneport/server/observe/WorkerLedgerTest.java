package io.oneport.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.SocketSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerLedgerTest {
    private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(10);

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Connections connections = new Connections(loop.eventLoop(), SWEEP, settings());
    private final SocketLedger ledger = new SocketLedger(connections, 3);

    @Test
    void removingFirstMiddleAndLastKeepsTheRest() {
        List<Connection> sockets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sockets.add(open());
        }
        for (int leaver : new int[] {2, 0, 4}) {
            sockets.get(leaver).channel().close();
        }
        assertEquals(List.of(1L, 3L), ids(find(false, null, -1, 100)));
        assertEquals(2, connections.open());
        sockets.get(1).channel().close();
        sockets.get(3).channel().close();
        assertEquals(List.of(), ids(find(false, null, -1, 100)));
    }

    @Test
    void remembersTheLastClosedOnesAndWhoEndedThem() {
        for (int i = 0; i < 5; i++) {
            Connection socket = open();
            if (i == 4) {
                socket.closeNow("enough");
            } else {
                socket.channel().close();
            }
        }
        List<SocketView> closed = find(true, null, -1, 100);
        assertEquals(List.of(4L, 3L, 2L), ids(closed));
        assertEquals(
                new Closing(Closing.By.CLIENT, "closed by the peer"),
                closed.get(2).closing());
        assertEquals(new Closing(Closing.By.SERVER, "enough"), closed.get(0).closing());
        assertNull(answer(ledger.view(0)), "the oldest is forgotten");
        assertEquals(List.of(4L, 3L), ids(find(true, null, -1, 2)));
    }

    @Test
    void pagesAndFilters() {
        for (int i = 0; i < 6; i++) {
            Connection socket = open();
            if (i % 2 == 1) {
                socket.switched(Protocol.WEBSOCKET, "/echo");
            }
        }
        assertEquals(List.of(0L, 1L), ids(find(false, null, -1, 2)));
        assertEquals(List.of(2L, 3L), ids(find(false, null, 1, 2)));
        assertEquals(List.of(1L, 3L, 5L), ids(find(false, Protocol.WEBSOCKET, -1, 100)));
        assertEquals(List.of(0L, 2L, 4L), ids(find(false, Protocol.HTTP, -1, 100)));
    }

    /** What is held is bounded, and it is what sorting all sockets would give. */
    @Test
    void sortsByEachFigureBothWays() {
        long seed = System.nanoTime();
        System.out.println("WorkerLedgerTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Connection socket = open();
            socket.countBytesIn(random.nextInt(50));
            socket.countBytesOut(random.nextInt(50));
            socket.countDropped(random.nextInt(3), random.nextBoolean());
            for (int j = random.nextInt(4); j > 0; j--) {
                socket.countRequest();
                socket.countMessageIn();
                socket.countMessageOut();
            }
        }
        List<SocketView> all = find(false, null, -1, 1000);
        for (SortKey key : SortKey.values()) {
            for (boolean descending : new boolean[] {false, true}) {
                Comparator<SocketView> byKey = Comparator.comparingLong(key::of);
                List<Long> expected = all.stream()
                        .sorted((descending ? byKey.reversed() : byKey).thenComparingLong(SocketView::id))
                        .limit(20)
                        .map(SocketView::id)
                        .toList();
                LedgerQuery.Sort sort = new LedgerQuery.Sort(key, descending);
                LedgerQuery query = new LedgerQuery(false, LedgerQuery.Filter.ALL, sort, -1, 20);
                assertEquals(expected, ids(answer(ledger.find(query))), () -> sort.toString());
            }
        }
    }

    @Test
    void holdsNoMoreThanTheLimit() {
        LedgerQuery.Sort sort = new LedgerQuery.Sort(SortKey.ID, true);
        FirstSockets first = new FirstSockets(new LedgerQuery(false, LedgerQuery.Filter.ALL, sort, -1, 2));
        for (int i = 0; i < 10; i++) {
            open();
        }
        for (SocketView socket : find(false, null, -1, 100)) {
            first.offer(socket);
            assertEquals(Math.min(socket.id() + 1, 2), first.list().size());
        }
        assertEquals(List.of(9L, 8L), ids(first.list()));
    }

    @Test
    void aQuestionSpansAllWorkersAndIsPaged() {
        var loops = new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
        try {
            Connections all = new Connections(loops, SWEEP, settings());
            SocketLedger spanning = new SocketLedger(all, 10);
            all.start();
            loops.forEach(each -> each.submit(() -> {
                        for (int i = 0; i < 4; i++) {
                            Connection socket = all.of((EventLoop) each).open(new EmbeddedChannel());
                            socket.countBytesIn(socket.id() * 7 % 12);
                        }
                    })
                    .syncUninterruptibly());
            assertEquals(12, spanning.openSockets());
            List<Long> seen = new ArrayList<>();
            List<SocketView> page = spanning.find(query(false, null, -1, 5)).join();
            while (!page.isEmpty()) {
                seen.addAll(ids(page));
                page = spanning.find(query(false, null, seen.get(seen.size() - 1), 5))
                        .join();
            }
            assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L), seen);
            assertEquals(7, spanning.view(7).join().id());
            assertNull(spanning.view(12).join());
            assertEquals(false, all.goAway(99, "nobody").join());
            LedgerQuery.Sort sort = new LedgerQuery.Sort(SortKey.BYTES_IN, true);
            assertEquals(
                    List.of(5L, 10L, 3L),
                    ids(spanning.find(new LedgerQuery(false, LedgerQuery.Filter.ALL, sort, -1, 3))
                            .join()));
            LedgerQuery.Filter second = new LedgerQuery.Filter(null, 1, null, Long.MAX_VALUE, 0);
            assertEquals(
                    List.of(1L, 4L, 7L, 10L),
                    ids(spanning.find(new LedgerQuery(false, second, null, -1, 100))
                            .join()));
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static SocketSettings settings() {
        Duration second = Duration.ofSeconds(1);
        return new SocketSettings(100, 65536, second, second, second, second, 1 << 20, 12);
    }

    private Connection open() {
        return connections.of(loop.eventLoop()).open(new EmbeddedChannel());
    }

    private static LedgerQuery query(boolean closed, Protocol protocol, long after, int limit) {
        return new LedgerQuery(closed, LedgerQuery.Filter.of(protocol), null, after, limit);
    }

    private List<SocketView> find(boolean closed, Protocol protocol, long after, int limit) {
        return answer(ledger.find(query(closed, protocol, after, limit)));
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
