package io.oneport.server.log.access;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each request to a file or to standard output, on a thread of its own: what is slow to take the lines
 * costs lines, and never an event loop's time. Any thread.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

    /** How long lines gather before they are written together. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long a stop waits for the last lines. */
    private static final long LAST_LINES_MILLIS = 2_000;

    /** The file can't be opened; the message is the line for the person. */
    public static final class CannotOpen extends IOException {
        private static final long serialVersionUID = 1L;

        CannotOpen(String message) {
            super(message);
        }
    }

    private final AccessSettings settings;
    private final List<AccessLogBuffer> buffers = new ArrayList<>();
    private final Thread writer = new Thread(this::write, "access-log");
    /** What takes the place of {@link #out} before the next lines are written, if the file was opened again. */
    private final AtomicReference<@Nullable OutputStream> fresh = new AtomicReference<>();

    /** Lines that could not be written; only the writing thread changes it. */
    private volatile long lost;

    private volatile boolean closed;
    /** There is so much to write that waiting for more would not pay. */
    private volatile boolean atOnce;
    /** Where lines go; of the writing thread, as what follows. */
    private OutputStream out;

    /** The last line may be there in part. */
    private boolean torn;

    /**
     * Opens the log.
     *
     * @param workers the number of event loops
     * @throws CannotOpen if the file can't be opened
     */
    public static AccessLog open(AccessSettings settings, int workers) throws CannotOpen {
        AccessLog opened = new AccessLog(settings, workers);
        opened.writer.setDaemon(true);
        opened.writer.start();
        return opened;
    }

    private AccessLog(AccessSettings settings, int workers) throws CannotOpen {
        this.settings = settings;
        this.out = openFile();
        SecretParameters secrets = new SecretParameters(settings.secrets());
        AccessLogBuffer.Writer waker = new Waker();
        for (int i = 0; i < workers; i++) {
            buffers.add(new AccessLogBuffer(settings, secrets, waker, settings.bufferBytes() / workers));
        }
    }

    private final class Waker implements AccessLogBuffer.Writer {
        @Override
        public void wake() {
            LockSupport.unpark(writer);
        }

        @Override
        public void wakeAtOnce() {
            atOnce = true;
            wake();
        }
    }

    /** Where each event loop leaves its lines, in the order of their numbers. */
    public List<AccessLogBuffer> buffers() {
        return List.copyOf(buffers);
    }

    private OutputStream openFile() throws CannotOpen {
        if (settings.file().equals("-")) {
            return new FileOutputStream(FileDescriptor.out);
        }
        try {
            return isPipeOrDevice(settings.file())
                    // A named pipe that is only written to could not be opened before something reads it.
                    ? new FileOutputStream(new RandomAccessFile(settings.file(), "rw").getFD())
                    : new FileOutputStream(settings.file(), true);
        } catch (IOException e) {
            throw new CannotOpen("access-log: " + e.getMessage() + " (expected: a file that can be written, or - for"
                    + " standard output)");
        }
    }

    private static boolean isPipeOrDevice(String file) {
        try {
            return Files.readAttributes(Path.of(file), BasicFileAttributes.class)
                    .isOther();
        } catch (IOException | InvalidPathException e) {
            return false; // it will be made, or opening it says what is wrong
        }
    }

    /**
     * Opens the file again by its name: what rotates logs has renamed it.
     *
     * @return what was done, in a few words
     * @throws CannotOpen if that fails; lines still go to the file that was open
     */
    public String reopen() throws CannotOpen {
        if (settings.file().equals("-")) {
            return "on standard output";
        }
        OutputStream unused = fresh.getAndSet(openFile());
        if (unused != null) {
            close(unused);
        }
        LockSupport.unpark(writer); // so that the old file is closed soon
        return "opened " + Path.of(settings.file()).getFileName() + " again";
    }

    /** How many lines were dropped or could not be written since the log was opened. */
    public long dropped() {
        return lost + buffers.stream().mapToLong(AccessLogBuffer::dropped).sum();
    }

    private void write() {
        while (!closed) {
            LockSupport.park(this);
            gather();
            writeOut();
        }
        writeOut();
        if (!settings.file().equals("-")) {
            close(out);
        }
    }

    /** Waits for more to write; another worker's first line must not end that. */
    private void gather() {
        long untilNanos = System.nanoTime() + GATHER_NANOS;
        for (long left = GATHER_NANOS; left > 0 && !closed && !atOnce; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        atOnce = false;
    }

    private void writeOut() {
        useFreshFile();
        long dropped = 0;
        for (AccessLogBuffer buffer : buffers) {
            LineBuffer lines = buffer.take();
            if (lines != null) {
                write(lines);
            }
            dropped += buffer.takeDropped();
        }
        if (dropped > 0) {
            log.warn(
                    "{} lines of the access log were dropped: they came faster than they could be written"
                            + " (access-log-buffer, access-log-sample)",
                    dropped);
        }
    }

    private void useFreshFile() {
        OutputStream opened = fresh.getAndSet(null);
        if (opened != null) {
            close(out);
            out = opened;
            torn = false;
        }
    }

    private void write(LineBuffer lines) {
        try {
            if (torn) {
                out.write('\n');
                torn = false;
            }
            lines.writeTo(out);
        } catch (IOException e) {
            torn = true;
            lost = lost + lines.lines();
            log.warn("{} lines of the access log were lost: {}", lines.lines(), e.getMessage());
        }
    }

    /** Writes what waits, for 2 s at most, and closes the file. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join(LAST_LINES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            log.warn(
                    "The last lines of the access log were not written within {} ms; {} were dropped since the start",
                    LAST_LINES_MILLIS,
                    dropped());
        }
    }

    private static void close(OutputStream file) {
        try {
            file.close();
        } catch (IOException e) {
            log.warn("A file of the access log could not be closed: {}", e.getMessage());
        }
    }
}
