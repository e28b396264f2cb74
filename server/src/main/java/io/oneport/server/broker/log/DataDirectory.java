package io.oneport.server.broker.log;

import io.oneport.server.broker.memory.MemoryBroker;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of a log: one process at a time has it, and finds what the one before left there. */
final class DataDirectory {
    static final String SUFFIX = "log";
    static final String PREFIX = "messages";
    private static final String FORMAT = "1";

    /** What one process may use up of epochs. */
    private static final long EPOCHS = 1L << 40;

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path directory;
    private final FileChannel lockFile;
    /** What the file system knows the lock by; null if it has no such thing. */
    private final @Nullable Object lockKey;

    private final Properties state = new Properties();
    private final long firstEpoch;
    private final boolean mayHaveLost;

    private DataDirectory(Path directory, FileChannel lockFile, boolean sync, int segmentBytes) throws IOException {
        this.directory = directory;
        this.lockFile = lockFile;
        this.lockKey = lockKey();
        Path file = stateFile();
        boolean isNew = !Files.exists(file);
        if (isNew) {
            if (!segments().isEmpty()) {
                throw new LogException(
                        "Cannot use data-dir " + directory + ": it has a log but no file " + file.getFileName()
                                + " (expected: an empty directory, or all files of a log)",
                        null);
            }
            state.setProperty("format", FORMAT);
            state.setProperty("next-epoch", Long.toString(MemoryBroker.randomEpoch()));
            state.setProperty("origin-epoch", state.getProperty("next-epoch"));
            state.setProperty("segment-bytes", Integer.toString(segmentBytes));
        } else {
            read(file);
        }
        String boot = bootId();
        this.mayHaveLost = !isNew
                && (Files.exists(restoredFile())
                        || Boolean.parseBoolean(state.getProperty("lost"))
                        || !Boolean.parseBoolean(state.getProperty("clean"))
                                && !Boolean.parseBoolean(state.getProperty("sync"))
                                && !boot.equals(state.getProperty("boot")));
        this.firstEpoch = number("next-epoch");
        state.setProperty("next-epoch", Long.toString(firstEpoch + EPOCHS));
        state.setProperty("segment-bytes", Long.toString(Math.max(segmentBytes, number("segment-bytes"))));
        state.setProperty("boot", boot);
        state.setProperty("sync", Boolean.toString(sync));
        state.setProperty("clean", "false");
        state.setProperty("lost", Boolean.toString(mayHaveLost));
        write();
    }

    /**
     * Takes a directory, and creates it if need be.
     *
     * @param sync whether this process makes each message durable
     * @param segmentBytes the least size of segments
     * @throws LogException if it can't be used
     */
    static DataDirectory open(Path directory, boolean sync, int segmentBytes) throws LogException {
        FileChannel lockFile = null;
        try {
            if (Files.isSymbolicLink(directory) && !Files.exists(directory)) {
                throw new LogException(
                        "Cannot use data-dir " + directory
                                + ": it is a link that leads nowhere (expected: a directory, or a new name)",
                        null);
            }
            Files.createDirectories(directory);
            lockFile = FileChannel.open(lock(directory), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(lockFile) == null) {
                throw new LogException(
                        "Cannot use data-dir " + directory
                                + ": another process uses it (expected: a directory of its own for each server)",
                        null);
            }
            return new DataDirectory(directory, lockFile, sync, segmentBytes);
        } catch (LogException e) {
            closeQuietly(lockFile);
            throw e;
        } catch (IOException e) {
            closeQuietly(lockFile);
            throw new LogException(
                    "Cannot use data-dir " + directory + ": " + reason(e)
                            + " (expected: a directory that this user can write to)",
                    e);
        }
    }

    private static Path lock(Path directory) {
        return directory.resolve("lock");
    }

    private @Nullable Object lockKey() throws IOException {
        return Files.readAttributes(lock(directory), BasicFileAttributes.class).fileKey();
    }

    /**
     * Makes sure that the directory is still the one that was opened: what is written to files that were removed, or that are
     * elsewhere now, is found by no later start.
     */
    void requireInPlace() throws IOException {
        boolean inPlace;
        try {
            inPlace = Objects.equals(lockKey, lockKey());
        } catch (NoSuchFileException e) {
            inPlace = false;
        }
        if (!inPlace) {
            throw new IOException("data-dir " + directory + " was removed or replaced while the server used it");
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // a server in this process has it
        }
    }

    /** What the system says is wrong, for people: the JDK has it in the exception's class, or in its reason. */
    static String reason(Throwable e) {
        if (e instanceof FileSystemException file) {
            String kind = e.getClass().getSimpleName().replace("Exception", "");
            return (file.getReason() == null ? kind : file.getReason()) + ": " + file.getFile();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void read(Path file) throws IOException {
        try (Reader from = Files.newBufferedReader(file)) {
            state.load(from);
        } catch (IllegalArgumentException e) {
            throw damaged(e);
        }
        if (!FORMAT.equals(state.getProperty("format"))
                || number("segment-bytes") > Integer.MAX_VALUE
                || number("next-epoch") <= 0) {
            throw damaged(null);
        }
    }

    private long number(String name) throws LogException {
        try {
            return Long.parseLong(state.getProperty(name, ""));
        } catch (NumberFormatException e) {
            throw damaged(e);
        }
    }

    private LogException damaged(@Nullable Exception cause) {
        return new LogException(
                "Cannot use data-dir " + directory + ": " + stateFile().getFileName()
                        + " is damaged or of another version (expected: format " + FORMAT + ")",
                cause);
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).trim();
        } catch (IOException e) {
            return UUID.randomUUID().toString(); // as if the machine had been started since
        }
    }

    /** Whoever puts a backup here creates this file: messages that were published after the backup are missing. */
    private Path restoredFile() {
        return directory.resolve("restored");
    }

    private Path stateFile() {
        return directory.resolve("state.properties");
    }

    /** Replaces the file: whenever the power goes, there is the one or the other. */
    private void write() throws IOException {
        Path file = directory.resolve("state.tmp");
        try (FileChannel to = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                Writer text = java.nio.channels.Channels.newWriter(to, StandardCharsets.UTF_8)) {
            state.store(text, "The log beside this file; do not edit");
            text.flush();
            to.force(true);
        }
        Files.move(file, stateFile(), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(directory);
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    Path path() {
        return directory;
    }

    int segmentBytes() throws LogException {
        return (int) number("segment-bytes");
    }

    /** From here on epochs are this process's. */
    long firstEpoch() {
        return firstEpoch;
    }

    /** The first epoch that was ever given out here, or since something was lost. */
    long originEpoch() throws LogException {
        return number("origin-epoch");
    }

    /**
     * Whether messages that were acknowledged may be missing: they were never made durable, and the machine was started since;
     * or this is a backup.
     */
    boolean mayHaveLost() {
        return mayHaveLost;
    }

    /** The files of the journal. */
    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isSegment(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    /** What is being created or compacted has another ending, and goes when the journal is loaded. */
    private static boolean isSegment(String name) {
        return name.startsWith(PREFIX + "-") && name.endsWith("." + SUFFIX);
    }

    /** Makes durable what an earlier process may have left with the operating system. */
    void syncSegments() throws IOException {
        for (Path file : segments()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        syncDirectory(directory);
    }

    /**
     * Notes that everything that was found is in use.
     *
     * @param lost whether something was missing, so that no position from before is good for an empty topic
     */
    void recovered(boolean lost) throws IOException {
        if (lost) {
            state.setProperty("origin-epoch", Long.toString(firstEpoch));
        }
        state.setProperty("lost", "false");
        write();
        Files.deleteIfExists(restoredFile());
    }

    /** Notes, before anything is changed, that something is missing: a process that dies meanwhile must not forget it. */
    void noteLoss() throws IOException {
        state.setProperty("lost", "true");
        write();
    }

    /** Ends the use, with everything on the disk or not. */
    void close(boolean clean) throws IOException {
        try {
            if (clean) {
                state.setProperty("clean", "true");
                write();
            }
        } finally {
            lockFile.close();
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // What is wrong with it was said.
        }
    }
}
