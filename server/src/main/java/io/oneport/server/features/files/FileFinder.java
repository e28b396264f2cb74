package io.oneport.server.features.files;

import io.oneport.server.api.Compression;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for files from the disk: finds them, reads small ones into the {@link FileCache}, opens large ones. All of it
 * may wait for the disk. Any thread but an event loop.
 */
final class FileFinder {
    private static final Logger log = LoggerFactory.getLogger(FileFinder.class);
    private static final String INDEX = "index.html";

    /** Longer files are not kept in memory. */
    private static final int KEPT_BYTES = FileVersion.SHORT_BYTES;

    /** Longer files are not compressed here. */
    private static final int COMPRESSED_BYTES = 1 << 20;

    /** How often a file that changes while it is looked at is looked at again. */
    private static final int TRIES = 3;

    private final FileTree tree;
    private final FileSettings settings;
    private final Compression compression;
    private final FileCache cache;
    private final FileThreads threads;
    private final Consumer<SharedFile> sharing;
    private final @Nullable FileName fallback;
    /** One file at a time is compressed: whoever asks for many must not have all of the machine. */
    private final ReentrantLock compressing = new ReentrantLock();

    /**
     * Creates a finder.
     *
     * @param sharing takes each file that is left open, to close it some time
     */
    FileFinder(
            FileSettings settings,
            Compression compression,
            FileCache cache,
            FileThreads threads,
            Consumer<SharedFile> sharing)
            throws IOException {
        Path directory = Objects.requireNonNull(settings.directory());
        this.tree = new FileTree(directory);
        this.settings = settings;
        this.compression = compression;
        this.cache = cache;
        this.threads = threads;
        this.sharing = sharing;
        this.fallback = settings.fallback() == null ? null : within(directory, settings.fallback());
    }

    private static FileName within(Path directory, Path file) throws IOException {
        FileName name = new FileName(List.of(), false);
        for (Path segment : directory.toRealPath().relativize(file.toRealPath())) {
            name = name.child(segment.toString());
        }
        return name;
    }

    /** The file was looked at while it was changed. */
    private static final class ChangedException extends IOException {
        private static final long serialVersionUID = 1;

        ChangedException() {
            super("it is being changed");
        }
    }

    /**
     * Answers a request.
     *
     * @return {@link FileAnswer#NOTHING} if there is no such file
     */
    FileAnswer answer(Asked asked) {
        try {
            FileAnswer answer = retried(asked, asked.path(), asked.name());
            return answer == FileAnswer.NOTHING && asked.page() && fallback != null
                    ? retried(asked, "/" + String.join("/", fallback.segments()), fallback)
                    : answer;
        } catch (AccessDeniedException e) {
            log.warn("A file may not be read by the server: {}", e.getMessage());
            return FileAnswer.of(
                    Problem.of(Status.FORBIDDEN, "The server may not read the file at " + asked.path() + "."));
        } catch (IOException e) {
            log.warn("A file cannot be read: {}", e.toString());
            return FileAnswer.of(
                    Problem.unavailable("The file at " + asked.path() + " cannot be read at this moment.", 5));
        }
    }

    /** Whether there is a file at a path; if that cannot be found out, there is none. */
    boolean exists(String path, FileName name) {
        try {
            BasicFileAttributes attributes = attributes(name);
            return attributes != null
                    && (attributes.isDirectory() ? hasIndex(name) : attributes.isRegularFile() && !name.directory());
        } catch (IOException e) {
            log.warn("Whether {} is a file cannot be found out: {}", path, e.toString());
            return false;
        }
    }

    private boolean hasIndex(FileName directory) throws IOException {
        BasicFileAttributes index = attributes(directory.child(INDEX));
        return index != null && index.isRegularFile();
    }

    private @Nullable BasicFileAttributes attributes(FileName name) throws IOException {
        try (FileTree.Place place = tree.find(name)) {
            return place == null ? null : place.attributes("");
        }
    }

    private FileAnswer retried(Asked asked, String path, FileName name) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return find(asked, path, name);
            } catch (ChangedException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    private FileAnswer find(Asked asked, String path, FileName name) throws IOException {
        try (FileTree.Place place = tree.find(name)) {
            BasicFileAttributes attributes = place == null ? null : place.attributes("");
            if (place == null || attributes == null) {
                cache.remove(path);
                return FileAnswer.NOTHING;
            }
            if (attributes.isRegularFile() && !name.directory()) {
                return answer(asked, path, name, place, attributes);
            }
            cache.remove(path);
            if (!attributes.isDirectory() || !hasIndex(name)) {
                return FileAnswer.NOTHING;
            }
            if (!name.directory()) {
                return FileAnswer.of(redirect(asked));
            }
        }
        FileName index = name.child(INDEX);
        try (FileTree.Place place = tree.find(index)) {
            BasicFileAttributes attributes = place == null ? null : place.attributes("");
            return place == null || attributes == null || !attributes.isRegularFile()
                    ? FileAnswer.NOTHING
                    : answer(asked, path, index, place, attributes);
        }
    }

    /** The path has one slash at its beginning, so that it can't name another host. */
    private static Response redirect(Asked asked) {
        String query = asked.query() == null ? "" : "?" + asked.query();
        return Response.of(
                Status.PERMANENT_REDIRECT,
                "text/plain; charset=utf-8",
                new byte[0],
                Map.of("location", asked.path() + "/" + query, "cache-control", "no-cache"));
    }

    private FileAnswer answer(
            Asked asked, String path, FileName name, FileTree.Place place, BasicFileAttributes attributes)
            throws IOException {
        FileEntry entry = entry(asked.nowNanos(), path, name, place, FileVersion.State.of(attributes));
        if (entry.wantsCompressing(asked.acceptEncoding())) {
            entry = compressed(entry, path, place);
        }
        FileVersion version = entry.preferred(asked.acceptEncoding());
        FileAnswer.Selection selection = FileAnswer.select(asked, version);
        FileAnswer answer = FileAnswer.atHand(asked, version, selection, threads);
        return answer != null
                ? answer
                : opened(selection.response(), Objects.requireNonNull(selection.part()), place, version);
    }

    private FileAnswer opened(Response head, ByteRange part, FileTree.Place place, FileVersion version)
            throws IOException {
        FileChannel file = open(place, version);
        SharedFile shared = version.open();
        if (shared == null) {
            return new FileAnswer(head, OpenFile.alone(file, part, threads));
        }
        OpenFile.readAll(file, version.size());
        if (!shared.share(file)) {
            return new FileAnswer(head, OpenFile.alone(file, part, threads));
        }
        sharing.accept(shared);
        return new FileAnswer(head, OpenFile.shared(file, shared, part, threads));
    }

    private static String suffix(FileVersion version) {
        return version.coding() == null ? "" : version.coding().equals("br") ? ".br" : ".gz";
    }

    /** Opens a file, which must still be what it was. */
    private static FileChannel open(FileTree.Place place, FileVersion version) throws IOException {
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

    // Entries.

    private FileEntry entry(long nowNanos, String path, FileName name, FileTree.Place place, FileVersion.State plain)
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
        Map<String, String> fields =
                FileVersion.fields(type, plain, settings.cache().field(path), negotiated);
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
    private FileEntry compressed(FileEntry entry, String path, FileTree.Place place) throws IOException {
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
}
