package io.oneport.server.features.files;

import io.oneport.server.api.Compression;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for files from the disk: finds them, and opens those that are not in memory. What it knows of each is a
 * {@link FileEntry}, which {@link FileEntries} makes. All of it may wait for the disk. Any thread but an event loop.
 */
final class FileFinder {
    private static final Logger log = LoggerFactory.getLogger(FileFinder.class);
    private static final String INDEX = "index.html";

    /** How often a file that changes while it is looked at is looked at again. */
    private static final int TRIES = 3;

    private final FileTree tree;
    private final FileCache cache;
    private final FileEntries entries;
    private final FileThreads threads;
    private final Consumer<SharedFile> sharing;
    private final @Nullable FileName fallback;

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
        this.cache = cache;
        this.entries = new FileEntries(settings.cache(), compression, cache);
        this.threads = threads;
        this.sharing = sharing;
        this.fallback = settings.fallback() == null ? null : within(directory, settings.fallback());
    }

    /**
     * The name of a file in the directory: the one that it was given, since a link in it may be moved to another place at any
     * time; its real one if that is another.
     */
    private static FileName within(Path directory, Path file) throws IOException {
        Path base = directory.toAbsolutePath();
        Path given = file.toAbsolutePath();
        Path within = given.startsWith(base) ? base.relativize(given) : given;
        if (within.isAbsolute() || !within.normalize().equals(within)) {
            within = directory.toRealPath().relativize(file.toRealPath());
        }
        FileName name = new FileName(List.of(), false);
        for (Path segment : within) {
            name = name.child(segment.toString());
        }
        return name;
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
            } catch (FileEntries.ChangedException e) {
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
        FileEntry entry = entries.entry(asked.nowNanos(), path, name, place, FileVersion.State.of(attributes));
        if (entry.wantsCompressing(asked.acceptEncoding())) {
            entry = entries.compressed(entry, path, place);
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
        FileChannel file = FileEntries.open(place, version);
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
}
