package io.oneport.server.features.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files below one directory, and none outside of it. Every call may wait for a disk. Any thread.
 *
 * <p>Symbolic links are followed, as long as where they lead is below the directory. That is decided by the file's real path;
 * the way there is then taken anew, name by name from one open directory to the next, and no link is followed on it. So what
 * is opened is what was decided on, whatever somebody does to the names meanwhile. Where the system has no such calls, the
 * real path is opened, and must be real still.
 *
 * <p>The directory itself may be a link, and may be changed to lead elsewhere while the server runs.
 */
final class FileTree {
    private final Path root;

    FileTree(Path root) {
        this.root = root;
    }

    /**
     * Finds what a path names.
     *
     * @return null if there is nothing of this name, or what there is may not be seen
     * @throws AccessDeniedException if the server may not look
     * @throws IOException if the system has no descriptor to spare, or the disk fails
     */
    @Nullable
    Place find(FileName name) throws IOException {
        Path base = root.toRealPath();
        Path real = real(base, name);
        if (real == null || !real.startsWith(base)) {
            return null;
        }
        if (real.equals(base)) {
            return new Place(null, base, null);
        }
        DirectoryStream<Path> directory = Files.newDirectoryStream(base);
        try {
            Path parent = base.relativize(real).getParent();
            if (parent != null && directory instanceof SecureDirectoryStream) {
                for (Path next : parent) {
                    directory = step((SecureDirectoryStream<Path>) directory, next);
                }
            }
            Path last = Objects.requireNonNull(real.getFileName());
            if (directory instanceof SecureDirectoryStream<Path> secure) {
                return new Place(secure, Objects.requireNonNull(real.getParent()), last);
            }
            directory.close();
            return new Place(null, Objects.requireNonNull(real.getParent()), last);
        } catch (NoSuchFileException gone) {
            directory.close();
            return null;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static DirectoryStream<Path> step(SecureDirectoryStream<Path> from, Path name) throws IOException {
        DirectoryStream<Path> next = from.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        from.close();
        return next;
    }

    private static @Nullable Path real(Path base, FileName name) throws IOException {
        try {
            Path wanted = base;
            for (String segment : name.segments()) {
                wanted = wanted.resolve(segment);
            }
            return wanted.toRealPath();
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException | InvalidPathException e) {
            return null; // there is none: no such file, a file where a directory is named, a name too long, links in a
            // ring
        }
    }

    /** The real place of something in the tree: its directory, which is open, and its name there. To be closed. */
    static final class Place implements Closeable {
        private final @Nullable SecureDirectoryStream<Path> directory;
        private final Path path;
        private final @Nullable Path name;

        private Place(@Nullable SecureDirectoryStream<Path> directory, Path path, @Nullable Path name) {
            this.directory = directory;
            this.path = path;
            this.name = name;
        }

        /**
         * Looks at what is there.
         *
         * @param suffix at the end of its name; empty for the thing itself
         * @return null if nothing is
         */
        @Nullable
        BasicFileAttributes attributes(String suffix) throws IOException {
            try {
                if (name == null) {
                    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                }
                Path there = Path.of(name + suffix);
                return directory == null
                        ? Files.readAttributes(
                                path.resolve(there), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        : directory
                                .getFileAttributeView(there, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                                .readAttributes();
            } catch (NoSuchFileException e) {
                return null;
            }
        }

        /** Opens what {@link #attributes} has found to be a regular file: opening others may wait for ever. */
        FileChannel open(String suffix) throws IOException {
            Path there = Path.of(Objects.requireNonNull(name) + suffix);
            if (directory != null) {
                return (FileChannel)
                        directory.newByteChannel(there, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            }
            Path real = path.resolve(there);
            FileChannel file = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (!real.toRealPath().equals(real)) {
                file.close();
                throw new NoSuchFileException(real.toString());
            }
            return file;
        }

        @Override
        public void close() throws IOException {
            if (directory != null) {
                directory.close();
            }
        }
    }
}
