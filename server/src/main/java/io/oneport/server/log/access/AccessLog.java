package io.oneport.server.log.access;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    private static final int WRITE_BYTES = 1 << 16;

    /** The file can't be opened; the message is the line for the person. */
    public static final class CannotOpen extends IOException {
        private static final long serialVersionUID = 1L;

        CannotOpen(String message) {
            super(message);
        }
    }

    private final AccessSettings settings;
    private final SecretParameters secrets;
    private final List<AccessLogBuffer> buffers = new ArrayList<>();
    private final Thread writer = new Thread(this::write, "access-log");
    private volatile boolean closed;
    /** Where lines go; guarded by this, as what follows. */
    private OutputStream out;

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int gathered;
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
        this.secrets = new SecretParameters(settings.secrets());
        this.out = openFile();
        for (int i = 0; i < workers; i++) {
            buffers.add(new AccessLogBuffer(this, settings.bufferBytes() / workers));
        }
    }

    /** Where each event loop leaves its lines, in the order of their numbers. */
    public List<AccessLogBuffer> buffers() {
        return List.copyOf(buffers);
    }

    AccessSettings settings() {
        return settings;
    }

    SecretParameters secrets() {
        return secrets;
    }

    private OutputStream openFile() throws CannotOpen {
        if (settings.file().equals("-")) {
            return new FileOutputStream(FileDescriptor.out);
        }
        try {
            return new FileOutputStream(settings.file(), true);
        } catch (IOException e) {
            throw new CannotOpen("access-log: " + e.getMessage() + " (expected: a file that can be written, or - for"
                    + " standard output)");
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
        OutputStream fresh = openFile();
        OutputStream old;
        synchronized (this) {
            old = out;
            out = fresh;
        }
        try {
            old.close();
        } catch (IOException e) {
            log.warn("The access log that was open until now could not be closed: {}", e.getMessage());
        }
        return "opened " + Path.of(settings.file()).getFileName() + " again";
    }

    /** There is something to write. */
    void wake() {
        LockSupport.unpark(writer);
    }

    private void write() {
        while (!closed) {
            LockSupport.park(this);
            gather();
            writeOut();
        }
        writeOut();
    }

    /** Waits for more to write; another worker's first line must not end that. */
    private void gather() {
        long untilNanos = System.nanoTime() + GATHER_NANOS;
        for (long left = GATHER_NANOS; left > 0 && !closed; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void writeOut() {
        long dropped = 0;
        for (AccessLogBuffer buffer : buffers) {
            List<AccessEntry> entries = buffer.take();
            if (!entries.isEmpty()) {
                write(entries);
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

    private synchronized void write(List<AccessEntry> entries) {
        for (AccessEntry entry : entries) {
            lines.writeBytes(settings.format().line(entry));
            gathered++;
            if (lines.size() >= WRITE_BYTES) {
                writeLines();
            }
        }
        writeLines();
    }

    private void writeLines() {
        try {
            if (torn) {
                out.write('\n');
                torn = false;
            }
            out.write(lines.toByteArray());
        } catch (IOException e) {
            torn = true; // the last line may be there in part
            log.warn("{} lines of the access log were lost: {}", gathered, e.getMessage());
        }
        lines.reset();
        gathered = 0;
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
            log.warn("The last lines of the access log were not written within {} ms", LAST_LINES_MILLIS);
        } else if (!settings.file().equals("-")) {
            closeFile();
        }
    }

    private synchronized void closeFile() {
        try {
            out.close();
        } catch (IOException e) {
            log.warn("The access log could not be closed: {}", e.getMessage());
        }
    }
}
