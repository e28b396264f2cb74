package io.oneport.client.experiment.selftest;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What this machine's cores had done by a moment. Ticks are of all cores, and of any length.
 *
 * @param nanos when that was
 * @param allTicks in all, idle or not
 * @param programTicks in programs, and in the kernel for them; not those in interrupts, which nobody says whose they are
 * @param stolenTicks given to other machines on the same host
 * @param ownNanos of a core in this process
 */
record MachineLook(long nanos, long allTicks, long programTicks, long stolenTicks, long ownNanos) {
    private static final Path STAT = Path.of("/proc/stat");

    /** Looks; empty where the system does not tell (Linux does: proc_stat(5)). Reads a file, so it may block. */
    static Optional<MachineLook> now() {
        try {
            return Optional.of(of(Files.readAllLines(STAT).get(0), System.nanoTime(), ownCpuNanos()));
        } catch (IOException | RuntimeException notLinux) {
            return Optional.empty();
        }
    }

    /**
     * Reads the line of all cores.
     *
     * @throws RuntimeException if it is none
     */
    static MachineLook of(String line, long nanos, long ownNanos) {
        // cpu, then: user nice system idle iowait irq softirq steal; what follows is part of the first two.
        long[] ticks =
                Arrays.stream(line.split(" +"), 1, 9).mapToLong(Long::parseLong).toArray();
        return new MachineLook(nanos, Arrays.stream(ticks).sum(), ticks[0] + ticks[1] + ticks[2], ticks[7], ownNanos);
    }

    private static long ownCpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
