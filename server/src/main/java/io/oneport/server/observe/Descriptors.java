package io.oneport.server.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The process's file descriptors. Any thread but an event loop. */
public final class Descriptors {
    private static final Path OPEN = Path.of("/proc/self/fd");

    private Descriptors() {}

    /**
     * How many are open; -1 if the system does not say.
     *
     * <p>Since Linux 6.2 the folder's size is their number (proc(5)). The JDK counts the folder's entries, which takes
     * milliseconds for 20,000 of them.
     */
    public static long open() {
        try {
            long size = Files.size(OPEN);
            if (size > 0) {
                return size;
            }
        } catch (IOException notLinux) {
            // The JDK knows how to ask.
        }
        UnixOperatingSystemMXBean bean = bean();
        return bean == null ? -1 : bean.getOpenFileDescriptorCount();
    }

    /** How many may be open; -1 if the system does not say. */
    public static long max() {
        UnixOperatingSystemMXBean bean = bean();
        return bean == null ? -1 : bean.getMaxFileDescriptorCount();
    }

    private static @Nullable UnixOperatingSystemMXBean bean() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
    }
}
