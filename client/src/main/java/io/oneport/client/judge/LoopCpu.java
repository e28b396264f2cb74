package io.oneport.client.judge;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How much of its core each event loop's thread uses. For one thread. */
public final class LoopCpu {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final long[] ids;
    private final long[] usedNanos;
    private long atNanos = System.nanoTime();

    public LoopCpu(long[] ids) {
        this.ids = ids.clone();
        this.usedNanos = new long[ids.length];
        busiest();
    }

    /** The busiest thread's share since the last call; 0 where the JVM can't tell. */
    public double busiest() {
        long now = System.nanoTime();
        double most = 0;
        for (int i = 0; i < ids.length; i++) {
            long used = threads.isThreadCpuTimeSupported() ? Math.max(0, threads.getThreadCpuTime(ids[i])) : 0;
            most = Math.max(most, (used - usedNanos[i]) / (double) Math.max(1, now - atNanos));
            usedNanos[i] = used;
        }
        atNanos = now;
        return most;
    }
}
