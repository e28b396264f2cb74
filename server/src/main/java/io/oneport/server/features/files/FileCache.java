package io.oneport.server.features.files;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Small files that were asked for, by the path of the request, up to a number of bytes: then those that have not been used for
 * longest are forgotten. Event loops read without a lock. Any thread.
 */
final class FileCache {
    private final Map<String, FileEntry> entries = new ConcurrentHashMap<>();
    private final long limitBytes;
    private long bytes;

    FileCache(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    @Nullable
    FileEntry get(String path) {
        return entries.get(path);
    }

    /** Whether a file of this length can be kept. */
    boolean keeps(long length) {
        return length <= limitBytes / 8;
    }

    /** Keeps an entry in place of any other at this path. */
    synchronized void put(String path, FileEntry entry) {
        FileEntry before = entries.put(path, entry);
        bytes += entry.bytes() - (before == null ? 0 : before.bytes());
        if (bytes > limitBytes) {
            forgetOldest();
        }
    }

    /** Forgets what is at a path. */
    synchronized void remove(String path) {
        FileEntry before = entries.remove(path);
        bytes -= before == null ? 0 : before.bytes();
    }

    /** Some more than need be, so that this is not done for each new file. */
    private void forgetOldest() {
        record Use(String path, long nanos) {}
        List<Use> uses = entries.entrySet().stream()
                .map(each -> new Use(each.getKey(), each.getValue().usedNanos()))
                .sorted(Comparator.comparingLong(Use::nanos))
                .toList();
        for (Use use : uses) {
            if (bytes <= limitBytes - limitBytes / 8) {
                break;
            }
            remove(use.path);
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
