package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {
    private static final long SWEEP = 100;
    private static final long ORIGIN = Long.MAX_VALUE - 50_000; // nanoTime may be anything, and may wrap
    private static final int SOCKETS = 50;

    private final DeadlineWheel wheel = new DeadlineWheel(SWEEP, ORIGIN);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    private static long at(long nanos) {
        return ORIGIN + nanos;
    }

    @Test
    void aSocketIsLookedAtOnceByTheFirstSweepBehindItsTime() {
        Connection socket = socket(0);
        wheel.lookAt(socket, at(250));
        assertEquals(List.of(), sweep(at(299)));
        assertEquals(List.of(socket), sweep(at(300)));
        assertEquals(List.of(), sweep(at(1_000_000)));
    }

    @Test
    void anEarlierTimeCountsAndALaterOneDoesNot() {
        Connection socket = socket(0);
        wheel.lookAt(socket, at(900));
        wheel.lookAt(socket, at(300));
        wheel.lookAt(socket, at(600));
        assertEquals(List.of(), sweep(at(250)));
        assertEquals(List.of(socket), sweep(at(350)));
        assertEquals(List.of(), sweep(at(1000)));
    }

    @Test
    void whatIsTooFarAheadIsLookedAtBefore() {
        Connection socket = socket(0);
        wheel.lookAt(socket, at(1_000_000));
        assertEquals(List.of(socket), sweep(at(255 * SWEEP)));
    }

    @Test
    void oneThatIsGoneIsNotLookedAtAndItsNeighboursAre() {
        List<Connection> sockets = List.of(socket(0), socket(1), socket(2), socket(3));
        sockets.forEach(socket -> wheel.lookAt(socket, at(100)));
        wheel.remove(sockets.get(3)); // the first of the list
        wheel.remove(sockets.get(1));
        wheel.remove(sockets.get(1));
        assertEquals(List.of(sockets.get(2), sockets.get(0)), sweep(at(100)));
    }

    @Test
    void oneThatIsLookedAtMayTakeAnotherOutAndComeAgain() {
        Connection first = socket(0);
        Connection second = socket(1);
        wheel.lookAt(first, at(100));
        wheel.lookAt(second, at(100));
        wheel.advance(at(100));
        assertEquals(second, wheel.next());
        wheel.remove(first);
        wheel.lookAt(second, at(50)); // in the past: by the next sweep
        assertNull(wheel.next());
        assertEquals(List.of(second), sweep(at(200)));
    }

    @Test
    void aSweepMayPauseWhileTimeGoesOnAndSocketsComeAndGo() {
        List<Connection> sockets = List.of(socket(0), socket(1), socket(2), socket(3));
        sockets.forEach(socket -> wheel.lookAt(socket, at(100)));
        wheel.advance(at(100));
        assertEquals(sockets.get(3), wheel.next());
        wheel.remove(sockets.get(2));
        wheel.lookAt(sockets.get(1), at(5_000)); // it is due already, and stays so
        wheel.lookAt(sockets.get(3), at(150));
        wheel.advance(at(100_000)); // more than a round later
        assertEquals(List.of(sockets.get(1), sockets.get(0), sockets.get(3)), sweep(at(100_000)));
        assertEquals(List.of(), sweep(at(200_000)));
    }

    @Test
    void howeverTimesMoveNoneIsEarlyOrLateOrForgotten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Connection[] sockets = new Connection[SOCKETS];
        Arrays.setAll(sockets, this::socket);
        long[] wanted = new long[SOCKETS]; // from the origin; 0: none
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            int moved = random.nextInt(SOCKETS);
            if (random.nextInt(10) == 0) {
                wheel.remove(sockets[moved]);
                wanted[moved] = 0;
            } else {
                long at = now + random.nextInt(random.nextInt(20) == 0 ? 25_000 : 1_000);
                wheel.lookAt(sockets[moved], at(at));
                wanted[moved] = wanted[moved] == 0 ? at : Math.min(wanted[moved], at);
            }
            if (random.nextInt(3) == 0) {
                now += random.nextInt(random.nextInt(100) == 0 ? 60_000 : 200);
                for (Connection socket : sweep(at(now))) {
                    int i = (int) socket.id();
                    assertTrue(
                            wanted[i] != 0 && wanted[i] <= now, "early: " + wanted[i] + " at " + now + at(seed, step));
                    wanted[i] = 0;
                }
                for (int j = 0; j < SOCKETS; j++) {
                    boolean late = wanted[j] != 0 && wanted[j] + SWEEP <= now;
                    assertTrue(!late, "late: " + wanted[j] + " at " + now + at(seed, step));
                }
            }
        }
        System.out.println("seed " + seed);
    }

    private static String at(long seed, int step) {
        return ", seed " + seed + ", step " + step;
    }

    private List<Connection> sweep(long nowNanos) {
        wheel.advance(nowNanos);
        List<Connection> looked = new ArrayList<>();
        for (Connection socket = wheel.next(); socket != null; socket = wheel.next()) {
            looked.add(socket);
        }
        return looked;
    }

    private Connection socket(int id) {
        return new Connection(null, id, channel);
    }
}
