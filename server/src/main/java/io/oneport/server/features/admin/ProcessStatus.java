package io.oneport.server.features.admin;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import io.oneport.server.observe.Descriptors;
import java.lang.management.ManagementFactory;

/**
 * What the process uses of what it may use. Bytes, but for descriptors; -1 for what the system does not say.
 *
 * @param cpuNanos CPU time used by all threads
 */
record ProcessStatus(
        long cpuNanos,
        long heapBytes,
        long maxHeapBytes,
        long directBytes,
        long maxDirectBytes,
        long descriptors,
        long maxDescriptors) {
    /** As it is now. Any thread but an event loop. */
    static ProcessStatus now() {
        Runtime runtime = Runtime.getRuntime();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new ProcessStatus(
                system.getProcessCpuTime(),
                runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                PlatformDependent.usedDirectMemory(),
                PlatformDependent.maxDirectMemory(),
                Descriptors.open(),
                Descriptors.max());
    }
}
