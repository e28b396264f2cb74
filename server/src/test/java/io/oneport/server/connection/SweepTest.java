package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines of thousands of sockets that are due at the same time. */
@Timeout(60)
class SweepTest {
    private static final int SOCKETS = 3000;
    private static final long SWEEP_MILLIS = 5;
    /** Writes to so many sockets are the budget of one turn: see docs/operations.md, "Fair shares". */
    private static final int WRITES_OF_A_TURN = 256;

    /** Turns after which it is clear that the rest is not coming; some come to nothing, before the time has come. */
    private static final int LONGEST = 5_000_000;

    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final Connections connections =
            new Connections(loop.eventLoop(), TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS), settings());
    private final WorkerConnections worker = connections.of(loop.eventLoop());
    private final List<Connection> reached = new ArrayList<>();
    private final List<Connection> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(socket -> socket.channel().close());
        loop.close();
    }

    @Test
    void aSweepThatWritesToAllSocketsLeavesTheLoopTimeForThem() {
        List<Integer> seen = new ArrayList<>(List.of(0)); // by a socket that wants to be served all the time
        new Runnable() {
            @Override
            public void run() {
                if (seen.get(seen.size() - 1) != reached.size()) {
                    seen.add(reached.size());
                }
                loop.eventLoop().schedule(this, 0, TimeUnit.NANOSECONDS);
            }
        }.run();
        due();
        for (int turn = 0; seen.get(seen.size() - 1) < SOCKETS && turn < LONGEST; turn++) {
            loop.runPendingTasks();
        }
        for (int i = 1; i < seen.size(); i++) {
            assertTrue(seen.get(i) - seen.get(i - 1) <= WRITES_OF_A_TURN + 1, seen::toString);
        }
        assertEquals(SOCKETS, reached.size());
        assertEquals(open.size(), reached.stream().distinct().count());
    }

    @Test
    void oneThatFailsIsClosedAndTheOthersAreChecked() {
        due();
        open.get(SOCKETS / 2).stream(new Due(null));
        open.get(SOCKETS / 2).deadlineIn(0);
        for (int turn = 0; reached.size() < SOCKETS - 1 && turn < LONGEST; turn++) {
            loop.runPendingTasks();
        }
        assertEquals(SOCKETS - 1, connections.open());
        assertEquals(SOCKETS - 1, reached.stream().distinct().count());
    }

    private void due() {
        for (int i = 0; i < SOCKETS; i++) {
            Connection socket = worker.open(new EmbeddedChannel());
            socket.stream(new Due(socket));
            socket.deadlineIn(0);
            open.add(socket);
        }
        connections.start();
    }

    private static SocketSettings settings() {
        Duration hour = Duration.ofHours(1);
        return new SocketSettings(SOCKETS, 1024, hour, hour, hour, hour, 1 << 20, 10);
    }

    /** Notes that its time has come; without a socket, it fails. */
    private final class Due implements Stream {
        private final Connection socket;

        private Due(Connection socket) {
            this.socket = socket;
        }

        @Override
        public void deadlineReached() {
            if (socket == null) {
                throw new IllegalStateException("on purpose");
            }
            reached.add(socket);
            socket.countBytesOut(2); // as a ping would
        }

        @Override
        public void peerEnded() {}

        @Override
        public void goAway(String reason) {}
    }
}
