package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TokenBucketsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TokenBuckets buckets = new TokenBuckets();
    private long now = System.nanoTime();

    private long take(long key, int count) {
        return buckets.take(key, count, 10, now);
    }

    @Test
    void aBucketHoldsASecondAndFillsEvenly() {
        for (int i = 0; i < 10; i++) {
            assertEquals(0, take(7, 1));
        }
        assertEquals(SECOND / 10, take(7, 1));
        assertEquals(0, take(8, 1), "another's");
        now += SECOND / 20;
        assertEquals(SECOND / 20, take(7, 1));
        now += SECOND / 20;
        assertEquals(0, take(7, 1));
        assertEquals(SECOND / 10, take(7, 1), "what is refused takes nothing");
        now += 10 * SECOND;
        assertEquals(0, take(7, 10));
        assertEquals(SECOND / 10, take(7, 1));
    }

    @Test
    void moreThanABucketHoldsIsTakenFromAFullOneAndPaidForAfterwards() {
        assertEquals(0, take(7, 30));
        now += 2 * SECOND;
        assertTrue(take(7, 10) > 0);
        now += SECOND;
        assertEquals(0, take(7, 10));
    }

    @Test
    void manyKeysAreToldApartAndPlacesAreUsedAgain() {
        for (int round = 0; round < 3; round++) {
            int refused = 0;
            for (int i = 0; i < 20_000; i++) {
                long key = TokenBuckets.key(0, i + round * 20_000L);
                refused += take(key, 10) > 0 ? 1 : 0;
            }
            assertEquals(0, refused, "in round " + round);
            now += 2 * SECOND;
        }
    }

    @Test
    void threadsTogetherGetNoMoreThanOne() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            int keys = 100; // each of which they begin with at the same moment
            CyclicBarrier together = new CyclicBarrier(4);
            List<Callable<Integer>> takers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                takers.add(() -> {
                    int taken = 0;
                    for (int key = 1; key <= keys; key++) {
                        together.await();
                        for (int i = 0; i < 20; i++) {
                            taken += buckets.take(TokenBuckets.key(0, key), 1, 10, now) == 0 ? 1 : 0;
                        }
                    }
                    return taken;
                });
            }
            int sum = 0;
            for (Future<Integer> taken : threads.invokeAll(takers)) {
                sum += taken.get();
            }
            assertEquals(keys * 10, sum);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anIpv6ClientIsItsNetworkAndAnIpv4ClientItsAddress() throws Exception {
        long one = key("2001:db8:1:2::1");
        assertEquals(one, key("2001:db8:1:2:ffff::9"));
        assertNotEquals(one, key("2001:db8:1:3::1"));
        assertNotEquals(key("192.0.2.1"), key("192.0.2.2"));
        assertEquals(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    }

    private static long key(String address) throws Exception {
        return AddressCounts.key(InetAddress.getByName(address));
    }
}
