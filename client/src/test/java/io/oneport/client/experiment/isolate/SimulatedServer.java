package io.oneport.client.experiment.isolate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the experiment would see on a server and a machine that are made of random numbers: messages are due at random,
 * answered in about 0.2 ms, and wait while the server is blocked by an upgrade, or the machine by something else.
 */
final class SimulatedServer {
    static final long MILLI = 1_000_000;
    private static final long NEAR = 10 * MILLI;

    private final Random random;
    private final double blockMillis;
    private final double hiccupsPerSecond;

    /**
     * @param blockMillis how long an upgrade blocks it
     * @param hiccupsPerSecond how often something else stops it, for 3 ms in the mean
     */
    SimulatedServer(long seed, double blockMillis, double hiccupsPerSecond) {
        this.random = new Random(seed);
        this.blockMillis = blockMillis;
        this.hiccupsPerSecond = hiccupsPerSecond;
    }

    private record Block(long from, long to) {}

    /** Seen in an experiment with so many pairs. */
    IsolationJudge.Seen seen(int count) {
        List<MomentPair> pairs = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < count; i++) {
            boolean first = random.nextBoolean();
            long one = now += quiet();
            long other = now += quiet();
            MomentPair pair = first ? new MomentPair(one, other) : new MomentPair(other, one);
            pairs.add(pair);
            blocks.add(new Block(pair.upgradeNanos(), pair.upgradeNanos() + (long) (blockMillis * MILLI)));
        }
        for (long at = pause(hiccupsPerSecond); at < now; at += pause(hiccupsPerSecond)) {
            blocks.add(new Block(at, at + (long) (-Math.log(1 - random.nextDouble()) * 3 * MILLI)));
        }
        blocks.sort((left, right) -> Long.compare(left.from, right.from));
        Map<Probe, ProbeLog.LoggedMessages> messages = new EnumMap<>(Probe.class);
        for (Probe probe : Probe.values()) {
            messages.put(probe, messages(now, blocks));
        }
        return new IsolationJudge.Seen(messages, pairs, new Standstills(new long[0], new long[0]));
    }

    private long quiet() {
        return 2 * NEAR + (long) (random.nextDouble() * 2 * NEAR) + (long) (blockMillis * MILLI);
    }

    private long pause(double perSecond) {
        return perSecond == 0 ? Long.MAX_VALUE / 2 : (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
    }

    private ProbeLog.LoggedMessages messages(long end, List<Block> blocks) {
        List<long[]> all = new ArrayList<>();
        int block = 0;
        for (long due = pause(500); due < end; due += pause(500)) {
            while (block < blocks.size() - 1 && blocks.get(block).to < due) {
                block++;
            }
            long took = (long) (0.2 * MILLI * Math.exp(0.4 * random.nextGaussian()));
            // A later block may be longer than the one before it.
            for (int i = block; i < blocks.size() && blocks.get(i).from <= due; i++) {
                took = Math.max(took, blocks.get(i).to - due);
            }
            all.add(new long[] {due, took});
        }
        return new ProbeLog.LoggedMessages(
                all.stream().mapToLong(one -> one[0]).toArray(),
                all.stream().mapToLong(one -> one[1]).toArray());
    }
}
