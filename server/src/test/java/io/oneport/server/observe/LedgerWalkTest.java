package io.oneport.server.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.Stream;
import io.oneport.server.connection.WorkerConnections;
import io.oneport.server.loop.Walk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walks over thousands of sockets, part by part, while sockets come and go between the parts. */
@Timeout(60)
class LedgerWalkTest {
    private static final int SOCKETS = 3000;

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Connections connections =
            new Connections(loop.eventLoop(), TimeUnit.MILLISECONDS.toNanos(10), settings());
    private final WorkerConnections worker = connections.of(loop.eventLoop());
    private final WorkerLedger ledger = new WorkerLedger(worker, 1_000_000);
    private final List<Connection> open = new ArrayList<>();
    private final Random random;

    LedgerWalkTest() {
        long seed = System.nanoTime();
        System.out.println("LedgerWalkTest seed " + seed);
        random = new Random(seed);
        for (int i = 0; i < SOCKETS; i++) {
            open();
        }
    }

    @AfterEach
    void closeAll() {
        open.forEach(socket -> socket.channel().close());
        loop.close();
    }

    @Test
    void aWalkLeavesTheLoopTimeForOtherTasks() {
        CompletableFuture<List<SocketView>> all = ledger.find(query(false, -1, SOCKETS));
        List<Integer> turns = new ArrayList<>();
        loop.eventLoop().execute(() -> turns.add(0));
        CompletableFuture<SocketView> last = ledger.view(open.get(SOCKETS - 1).id());
        loop.runPendingTasks();
        assertEquals(1, turns.size());
        answer(last);
        assertEquals(SOCKETS, answer(all).size());
    }

    @Test
    void oneMoreThanASliceIsVisitedInASecondPart() {
        List<Integer> visited = new ArrayList<>();
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i <= Walk.SLICE; i++) {
            items.add(i);
        }
        // The queue's own budget, with another walk beside: they take turns.
        List<Integer> beside = new ArrayList<>();
        int[] seenAtFirst = {0};
        CompletableFuture<Void> end = Walk.start(worker.work(), items.iterator(), 1, visited::add);
        Walk.start(worker.work(), List.of(1).iterator(), 1, one -> {
            seenAtFirst[0] = visited.size();
            return beside.add(one);
        });
        while (!end.isDone()) {
            loop.runPendingTasks();
        }
        assertTrue(seenAtFirst[0] <= Walk.SLICE, seenAtFirst[0] + " before the other walk had its turn");
        assertEquals(items, visited);
    }

    @Test
    void listsEverySocketThatStaysOnceWhateverComesAndGoes() {
        for (int round = 0; round < 20; round++) {
            Set<Connection> stayed = new HashSet<>(open);
            LedgerQuery query = query(false, -1, Integer.MAX_VALUE);
            CompletableFuture<List<SocketView>> first = ledger.find(query);
            CompletableFuture<List<SocketView>> second = ledger.find(query);
            while (!first.isDone() || !second.isDone()) {
                churn(stayed, 50);
                loop.runPendingTasks();
            }
            for (CompletableFuture<List<SocketView>> found : List.of(first, second)) {
                List<Long> ids = found.join().stream().map(SocketView::id).toList();
                for (int i = 1; i < ids.size(); i++) {
                    assertTrue(ids.get(i - 1) < ids.get(i), "in order, each once");
                }
                Set<Long> all = new HashSet<>(ids);
                for (Connection socket : stayed) {
                    assertTrue(all.contains(socket.id()), "it was open all the while: " + socket.id());
                }
            }
        }
    }

    @Test
    void findsOneSocketAmongThousandsThatComeAndGo() {
        for (int round = 0; round < 20; round++) {
            Connection wanted = open.get(random.nextInt(open.size()));
            CompletableFuture<SocketView> view = ledger.view(wanted.id());
            CompletableFuture<Connection> none = worker.find(Long.MAX_VALUE);
            boolean leaves = random.nextBoolean();
            if (leaves) {
                close(wanted);
            }
            Set<Connection> others = new HashSet<>(open);
            while (!view.isDone() || !none.isDone()) {
                churn(others, 20, wanted);
                loop.runPendingTasks();
            }
            assertEquals(wanted.id(), view.join().id());
            assertEquals(leaves, !view.join().open());
            assertNull(none.join());
        }
    }

    @Test
    void closesEverySocketAlthoughEachCloseChangesTheList() {
        open.get(7).stream(new Closer(open.get(7)) {
            @Override
            public void goAway(String reason) {
                throw new OutOfMemoryError("on purpose");
            }
        });
        connections.goAway("the server stops", Duration.ZERO);
        while (open.get(SOCKETS - 1).channel().isOpen()) {
            loop.runPendingTasks();
        }
        for (Connection socket : open) {
            assertFalse(socket.channel().isOpen());
        }
        assertEquals(0, ledger.status().totals().open(Protocol.HTTP));
        for (int i = 0; i < SOCKETS; i++) {
            open();
        }
        connections.closeNow("now");
        while (connections.open() > 0) {
            loop.runPendingTasks();
        }
        assertEquals(2 * SOCKETS, ledger.status().totals().opened());
    }

    @Test
    void aWalkThatFailsAnswersSoAndTheNextOneIsAnswered() {
        Connection broken = open.get(SOCKETS / 2);
        CompletableFuture<Void> end = Walk.start(worker.work(), List.of(broken).iterator(), 1, socket -> {
            throw new IllegalStateException("on purpose");
        });
        assertEquals(1, answer(ledger.find(query(false, broken.id() - 1, 1))).size());
        Throwable[] ended = {null};
        end.whenComplete((done, failure) -> ended[0] = failure);
        assertEquals("on purpose", ended[0].getMessage());
    }

    /** What is counted as it happens is what a walk over all sockets would add up. */
    @Test
    void sumsAreThoseOfAllSockets() {
        for (int step = 0; step < 20_000; step++) {
            Connection socket = open.get(random.nextInt(open.size()));
            switch (random.nextInt(8)) {
                case 0 -> socket.countRequest();
                case 1 -> socket.countMessageIn();
                case 2 -> socket.countMessageOut();
                case 3 -> socket.countBytesIn(random.nextInt(1000) - 200);
                case 4 -> socket.countBytesOut(random.nextInt(1000));
                case 5 -> socket.countDropped(random.nextInt(3), random.nextBoolean());
                case 6 -> {
                    if (socket.protocol() == Protocol.HTTP) {
                        socket.switched(Protocol.values()[1 + random.nextInt(Protocol.values().length - 1)], "/t/a");
                    }
                }
                default -> {
                    close(socket);
                    open();
                }
            }
        }
        open.forEach(Connection::flushed);
        List<SocketView> all = new ArrayList<>(answer(ledger.find(query(false, -1, Integer.MAX_VALUE))));
        for (Protocol protocol : Protocol.values()) {
            assertEquals(
                    all.stream().filter(socket -> socket.protocol() == protocol).count(),
                    ledger.status().totals().open(protocol));
        }
        all.addAll(answer(ledger.find(query(true, -1, Integer.MAX_VALUE))));
        Totals totals = ledger.status().totals();
        assertEquals(all.size(), totals.opened());
        assertEquals(all.stream().mapToLong(SocketView::requests).sum(), totals.requests());
        assertEquals(all.stream().mapToLong(SocketView::messagesIn).sum(), totals.messagesIn());
        assertEquals(all.stream().mapToLong(SocketView::messagesOut).sum(), totals.messagesOut());
        assertEquals(all.stream().mapToLong(SocketView::bytesIn).sum(), totals.bytesIn());
        assertEquals(all.stream().mapToLong(SocketView::bytesOut).sum(), totals.bytesOut());
        assertEquals(all.stream().mapToLong(SocketView::dropped).sum(), totals.dropped());
    }

    private void churn(Set<Connection> stayed, int changes, Connection... spared) {
        for (int i = 0; i < changes; i++) {
            Connection socket = open.get(random.nextInt(open.size()));
            if (List.of(spared).contains(socket)) {
                continue;
            }
            if (random.nextInt(3) > 0) {
                stayed.remove(socket);
                close(socket);
            }
            open();
        }
    }

    private void close(Connection socket) {
        int index = open.indexOf(socket);
        open.set(index, open.get(open.size() - 1));
        open.remove(open.size() - 1);
        socket.channel().close();
    }

    private void open() {
        Connection socket = worker.open(new EmbeddedChannel());
        socket.stream(new Closer(socket));
        open.add(socket);
    }

    private <T> T answer(CompletableFuture<T> question) {
        while (!question.isDone()) {
            loop.runPendingTasks();
        }
        try {
            return question.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Closes its socket when it is asked to go. */
    private static class Closer implements Stream {
        private final Connection socket;

        private Closer(Connection socket) {
            this.socket = socket;
        }

        @Override
        public void deadlineReached() {}

        @Override
        public void goAway(String reason) {
            socket.closeNow(reason);
        }

        @Override
        public void peerEnded() {}
    }

    private static SocketSettings settings() {
        Duration second = Duration.ofSeconds(1);
        return new SocketSettings(100, 65536, second, second, second, second, 1 << 20, 1_000_000);
    }

    private static LedgerQuery query(boolean closed, long after, int limit) {
        return new LedgerQuery(closed, LedgerQuery.Filter.ALL, null, after, limit);
    }
}
