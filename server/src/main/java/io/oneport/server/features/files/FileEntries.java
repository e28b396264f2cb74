package io.oneport.server.features.files;

import io.oneport.server.api.Compression;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the entries of files, and keeps them in the {@link FileCache}: with the compressed forms beside a file, and the content
 * of small ones. All of it may wait for the disk. Any thread but an event loop.
 */
final class FileEntries {
    /** Longer files are not kept in memory. */
    private static final int KEPT_BYTES = FileVersion.SHORT_BYTES;

    /** Longer files are not compressed here. */
    private static final int COMPRESSED_BYTES = 1 << 20;

    private final CacheRules rules;
    private final Compression compression;
    private final FileCache cache;
    /** One file at a time is compressed: whoever asks for many must not have all of the machine. */
    private final ReentrantLock compressing = new ReentrantLock();

    /**
     * Creates it; nothing is read yet.
     *
     * @param rules what caches may do with a file
     */
    FileEntries(CacheRules rules, Compression compression, FileCache cache) {
        this.rules = rules;
        this.compression = compression;
        this.cache = cache;
    }

    /** The file was looked at while it was changed. */
    static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1;

        ChangedException() {
            super("it is being changed");
        }
    }

    /**
     * Finds or makes the entry of a file.
     *
     * @param nowNanos when it was asked for
     * @param path what it is kept as
     * @param plain the file as it is now
     */
    FileEntry entry(long nowNanos, String path, FileName name, FileTree.Place place, FileVersion.State plain)
            throws IOException {
        String type = ContentTypes.of(name.last());
        boolean shortens = Compression.shortens(type);
        FileVersion.State brotli = shortens ? sibling(place, ".br", plain) : null;
        FileVersion.State gzip = shortens ? sibling(place, ".gz", plain) : null;
        FileEntry known = cache.get(path);
        if (known != null && !known.recent() && same(known, plain, brotli, gzip)) {
            known.checked(nowNanos);
            return known;
        }
        boolean compressible = compression.on()
                && shortens
                && gzip == null
                && plain.size() >= compression.minBytes()
                && plain.size() <= COMPRESSED_BYTES
                && cache.keeps(plain.size());
        boolean negotiated = compressible || brotli != null || gzip != null;
        Map<String, String> fields = FileVersion.fields(type, plain, rules.field(path), negotiated);
        boolean recent = plain.recent(System.currentTimeMillis());
        FileEntry entry = new FileEntry(
                version(place, plain, null, fields),
                brotli == null ? null : version(place, brotli, "br", fields),
                gzip == null ? null : version(place, gzip, "gzip", fields),
                compressible,
                recent,
                nowNanos);
        if (entry.kept()) {
            cache.put(path, entry);
        } else {
            cache.remove(path);
        }
        return entry;
    }

    /** A compressed form beside a file; not if it is older, since it would be of what the file was before. */
    private static FileVersion.@Nullable State sibling(FileTree.Place place, String suffix, FileVersion.State plain)
            throws IOException {
        BasicFileAttributes attributes = place.attributes(suffix);
        if (attributes == null || !attributes.isRegularFile()) {
            return null;
        }
        FileVersion.State state = FileVersion.State.of(attributes);
        return state.modifiedNanos() < plain.modifiedNanos() ? null : state;
    }

    private static boolean same(
            FileEntry known,
            FileVersion.State plain,
            FileVersion.@Nullable State brotli,
            FileVersion.@Nullable State gzip) {
        FileVersion knownGzip = known.gzip() == null || !known.gzip().hasParts() ? null : known.gzip();
        return known.plain().state().equals(plain)
                && Objects.equals(stateOf(known.brotli()), brotli)
                && Objects.equals(stateOf(knownGzip), gzip);
    }

    private static FileVersion.@Nullable State stateOf(@Nullable FileVersion version) {
        return version == null ? null : version.state();
    }

    private FileVersion version(
            FileTree.Place place, FileVersion.State state, @Nullable String coding, Map<String, String> fields)
            throws IOException {
        FileVersion onDisk = FileVersion.onDisk(state, coding, fields, null);
        boolean kept = state.size() <= KEPT_BYTES && cache.keeps(state.size());
        return kept ? FileVersion.onDisk(state, coding, fields, read(place, onDisk)) : onDisk;
    }

    private static byte[] read(FileTree.Place place, FileVersion version) throws IOException {
        try (FileChannel file = open(place, version)) {
            ByteBuffer content = ByteBuffer.allocate((int) version.size());
            while (content.hasRemaining()) {
                if (file.read(content) < 0) {
                    throw new ChangedException();
                }
            }
            requireSame(place, suffix(version), version.state());
            return content.array();
        }
    }

    /** The same with a compressed version, unless that is no shorter, or another file is being compressed. */
    FileEntry compressed(FileEntry entry, String path, FileTree.Place place) throws IOException {
        if (!compressing.tryLock()) {
            return entry;
        }
        try {
            FileVersion plain = entry.plain();
            byte[] content = plain.content() == null ? read(place, plain) : plain.content();
            byte[] shorter = Gzip.bytes(content);
            FileEntry both = entry.with(shorter.length < content.length ? plain.compressed(shorter) : null);
            cache.put(path, both);
            return both;
        } finally {
            compressing.unlock();
        }
    }

    private static String suffix(FileVersion version) {
        return version.coding() == null ? "" : version.coding().equals("br") ? ".br" : ".gz";
    }

    /** Opens a file, which must still be what it was. */
    static FileChannel open(FileTree.Place place, FileVersion version) throws IOException {
        String suffix = suffix(version);
        FileChannel file = place.open(suffix);
        try {
            requireSame(place, suffix, version.state());
            if (file.size() != version.size()) {
                throw new ChangedException();
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void requireSame(FileTree.Place place, String suffix, FileVersion.State state) throws IOException {
        BasicFileAttributes now = place.attributes(suffix);
        if (now == null || !FileVersion.State.of(now).equals(state)) {
            throw new ChangedException();
        }
    }
}
