package io.oneport.client.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RestingPortsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void eachRestsForItsTime() {
        // Where the clock begins is anybody's guess.
        for (long origin : new long[] {0, -1000 * SECOND, 1L << 40}) {
            RestingPorts ports = new RestingPorts();
            assertEquals(0, ports.count(60, origin));
            ports.add(origin);
            ports.add(origin + SECOND / 2);
            ports.add(origin + 10 * SECOND);
            assertEquals(3, ports.count(60, origin + 10 * SECOND), "origin " + origin);
            assertEquals(1, ports.count(1, origin + 10 * SECOND));
            assertEquals(3, ports.count(60, origin + 58 * SECOND));
            assertEquals(1, ports.count(60, origin + 62 * SECOND));
            assertEquals(0, ports.count(60, origin + 71 * SECOND));
            ports.add(origin + 500 * SECOND);
            assertEquals(1, ports.count(60, origin + 500 * SECOND));
        }
    }

    @Test
    void aSteadyChurnHoldsAsManyAsItClosesInAMinute() {
        RestingPorts ports = new RestingPorts();
        for (int second = 0; second < 200; second++) {
            for (int i = 0; i < 50; i++) {
                ports.add(second * SECOND + i);
            }
        }
        assertEquals(60 * 50, ports.count(60, 199 * SECOND));
        assertEquals(50, ports.count(1, 199 * SECOND));
    }
}
