package io.oneport.server.app;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** The limit of the memory that buffers outside the heap may occupy. */
final class DirectMemory {
    /** Netty's own limit; its Javadoc is in {@code io.netty.util.internal.PlatformDependent}. */
    private static final String NETTY_LIMIT = "io.netty.maxDirectMemory";

    private static final String JVM_LIMIT = "MaxDirectMemorySize";

    private static final long LEAST_RESERVE_BYTES = 1 << 20;

    private DirectMemory() {}

    /**
     * Keeps Netty below the JVM's own limit, unless the user has set one. Call it before Netty's first class is loaded.
     *
     * <p>At its limit the JVM collects the heap and lets the thread sleep, up to half a second for each buffer, before it
     * throws: an event loop would stand still. Netty throws at once.
     */
    static void limit() {
        if (System.getProperty(NETTY_LIMIT) == null) {
            System.setProperty(NETTY_LIMIT, Long.toString(nettyBytes(jvmBytes())));
        }
    }

    static long nettyBytes(long jvmBytes) {
        return jvmBytes - Math.max(LEAST_RESERVE_BYTES, jvmBytes / 16);
    }

    /** {@code -XX:MaxDirectMemorySize}; 0, its default, means as much as the heap. */
    private static long jvmBytes() {
        // The bean below makes the JDK set up all beans that it has. Few starts need that.
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.contains(JVM_LIMIT)) {
                return jvmBytesGiven();
            }
        }
        return Runtime.getRuntime().maxMemory();
    }

    private static long jvmBytesGiven() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long set = jvm == null ? 0 : Long.parseLong(jvm.getVMOption(JVM_LIMIT).getValue());
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }
}
