package io.oneport.server.features.files;

import io.oneport.server.api.Compression;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A file, in all the codings that there are of it. Any thread: only when it was looked at last changes, which is written
 * without a lock.
 */
final class FileEntry {
    /** A file that was looked at within this time is taken to be the same. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For this long in addition, while somebody looks at it. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int OVERHEAD_BYTES = 2 << 10;

    private final FileVersion plain;
    private final @Nullable FileVersion brotli;
    private final @Nullable FileVersion gzip;
    private final boolean compressible;
    private final boolean recent;
    private final AtomicBoolean checking = new AtomicBoolean();
    private volatile long checkedNanos;
    private volatile long usedNanos;

    /**
     * Creates an entry that was looked at now.
     *
     * @param compressible whether a gzip version can be made here, and has not been
     * @param recent whether a change right after it was read could look the same, so that it must be read once more
     */
    FileEntry(
            FileVersion plain,
            @Nullable FileVersion brotli,
            @Nullable FileVersion gzip,
            boolean compressible,
            boolean recent,
            long nowNanos) {
        this.plain = plain;
        this.brotli = brotli;
        this.gzip = gzip;
        this.compressible = compressible;
        this.recent = recent;
        this.checkedNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    FileVersion plain() {
        return plain;
    }

    @Nullable
    FileVersion brotli() {
        return brotli;
    }

    @Nullable
    FileVersion gzip() {
        return gzip;
    }

    boolean compressible() {
        return compressible;
    }

    boolean recent() {
        return recent;
    }

    /** Whether it may be answered from, without looking at the disk. If not, the caller is the one to look. */
    boolean usable(long nowNanos) {
        usedNanos = nowNanos;
        long age = nowNanos - checkedNanos;
        return age < FRESH_NANOS || age < FRESH_NANOS + GRACE_NANOS && !checking.compareAndSet(false, true);
    }

    /** Somebody has looked, and it is the same file. */
    void checked(long nowNanos) {
        checkedNanos = nowNanos;
        checking.set(false);
    }

    /** Somebody wanted to look, and could not. */
    void notChecked() {
        checking.set(false);
    }

    long usedNanos() {
        return usedNanos;
    }

    /** What it takes of the memory for files. */
    long bytes() {
        return OVERHEAD_BYTES + bytes(plain) + bytes(brotli) + bytes(gzip);
    }

    private static long bytes(@Nullable FileVersion version) {
        return version == null || version.content() == null ? 0 : version.content().length;
    }

    /** Whether it is worth keeping: some of it is in memory, or may stay open. */
    boolean kept() {
        return bytes() > OVERHEAD_BYTES || plain.open() != null;
    }

    /** The same file with another version of it. */
    FileEntry with(@Nullable FileVersion gzipped) {
        return new FileEntry(plain, brotli, gzipped, false, recent, checkedNanos);
    }

    /** The version that a client likes best, which is the shortest of those that it likes as well (RFC 9110, section 12.5.3). */
    FileVersion preferred(List<String> acceptEncoding) {
        if (acceptEncoding.isEmpty() || brotli == null && gzip == null) {
            return plain;
        }
        FileVersion best = plain;
        int weight = Compression.weight(acceptEncoding, "identity");
        for (FileVersion coded : new FileVersion[] {gzip, brotli}) {
            String coding = coded == null ? null : coded.coding();
            int its = coding == null ? 0 : Compression.weight(acceptEncoding, coding);
            if (its > 0 && its >= weight) {
                best = coded;
                weight = its;
            }
        }
        return best;
    }

    /** Whether a client would like a gzip version that can be made. */
    boolean wantsCompressing(List<String> acceptEncoding) {
        if (!compressible || acceptEncoding.isEmpty() || preferred(acceptEncoding) != plain) {
            return false;
        }
        return Compression.prefersGzip(acceptEncoding);
    }
}
