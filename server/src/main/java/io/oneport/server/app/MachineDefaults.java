package io.oneport.server.app;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The defaults of settings that depend on the machine: its cores, the heap, and the limit on open files. */
final class MachineDefaults {
    /** Descriptors kept for the server itself (jar, log, listener) and for connections that are being turned away. */
    private static final int RESERVED_DESCRIPTORS = 200;

    /** Descriptors of one event loop: up to three of its own, and a listening socket with reuse-port. */
    private static final int DESCRIPTORS_PER_WORKER = 4;

    /** From this heap on, the defaults are the fixed ones. */
    private static final long LARGE_HEAP_BYTES = 480L << 20;

    /** What a topic with a message may occupy of the heap; with what is beside it, a quarter of all. */
    private static final int TOPIC_BYTES = 4 << 10;

    /** What a socket may occupy of the heap, on average. */
    private static final int SOCKET_BYTES = 6 << 10;

    private static final int OTHER_DESCRIPTORS = 40;

    private static final int MAX_SOCKETS_DEFAULT = 1_000_000;

    /** What this process may use, on Linux: proc(5). */
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private static final String OPEN_FILES = "Max open files";

    private MachineDefaults() {}

    /**
     * The defaults that depend on the machine.
     *
     * @return null for a setting whose default is fixed
     */
    static @Nullable String of(String name) {
        int cores = Runtime.getRuntime().availableProcessors();
        return switch (name) {
            case "worker-threads" -> String.valueOf(cores);
            case "max-sockets" ->
                String.valueOf(Math.min(
                        Math.min(MAX_SOCKETS_DEFAULT, socketsFor(openFiles(), cores)),
                        Math.max(1000, heapBytes() / SOCKET_BYTES)));
            // On a machine with many cores, each worker's share still holds a body of the default max-body.
            case "unfinished-total" -> cores <= 64 ? ofHeap(8, cores) : Math.min(cores, 1024) + "MiB";
            case "history-total" -> ofHeap(8, 1);
            case "publish-pending-total", "answers-total" -> ofHeap(16, 1);
            case "static-memory" -> ofHeap(32, 1);
            case "max-topics" -> heapBytes() >= LARGE_HEAP_BYTES ? null : String.valueOf(heapBytes() / TOPIC_BYTES);
            case "admin-token-file" -> AdminOptions.defaultTokenFile(System.getenv());
            default -> null;
        };
    }

    private static long heapBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    /** A share of a small heap; null where the heap is large enough for the fixed default. */
    private static @Nullable String ofHeap(int share, int leastMiB) {
        return heapBytes() >= LARGE_HEAP_BYTES ? null : Math.max(leastMiB, heapBytes() / share >> 20) + "MiB";
    }

    /** The limit on open files, which the JVM raises to the hard one; very many where there is none. */
    static long openFiles() {
        try {
            for (String line : Files.readAllLines(LIMITS, StandardCharsets.ISO_8859_1)) {
                if (line.startsWith(OPEN_FILES)) {
                    String soft = line.substring(OPEN_FILES.length()).strip().split(" ", 2)[0];
                    return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
                }
            }
        } catch (IOException | NumberFormatException notLinux) {
            // The JDK knows how to ask, but takes a while to find out what it can be asked about.
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }

    /** The sockets that so many open files allow: all but what the server needs, or half where there are few. */
    static long socketsFor(long openFiles, int workers) {
        long reserved = Math.max(RESERVED_DESCRIPTORS, OTHER_DESCRIPTORS + (long) DESCRIPTORS_PER_WORKER * workers);
        return Math.max(1, Math.max(openFiles / 2, openFiles - reserved));
    }
}
