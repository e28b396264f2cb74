package io.oneport.server.features.files;

import io.oneport.server.api.FileBody;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of an open file, as the body of one response. Used by one socket's event loop; other threads bring what comes next
 * into memory (the system's cache of pages), so that the loop does not wait for the disk.
 */
final class OpenFile implements FileBody {
    private static final Logger log = LoggerFactory.getLogger(OpenFile.class);

    /** What is brought into memory at a time. */
    private static final long AHEAD_BYTES = 4L << 20;

    private final FileChannel file;
    /** Null if nobody else uses the file. */
    private final @Nullable SharedFile shared;

    private final long offset;
    private final long length;
    private final Executor readers;
    /** Up to where it is in memory, or could not be read. Written by one reader at a time. */
    private volatile long readyTo;

    private boolean released;

    private OpenFile(
            FileChannel file, @Nullable SharedFile shared, long offset, long length, Executor readers, long readyTo) {
        this.file = file;
        this.shared = shared;
        this.offset = offset;
        this.length = length;
        this.readers = readers;
        this.readyTo = readyTo;
    }

    /**
     * Takes over an open file, and brings its first bytes into memory. Not on an event loop.
     *
     * @param file closed with this body
     * @param part of the file
     * @param readers run what may wait for a disk
     */
    static OpenFile alone(FileChannel file, ByteRange part, Executor readers) {
        OpenFile body = new OpenFile(file, null, part.from(), part.length(), readers, 0);
        body.readAhead(0);
        return body;
    }

    /** Uses a shared file, which is in memory. Any thread. */
    static OpenFile shared(FileChannel file, SharedFile shared, ByteRange part, Executor readers) {
        return new OpenFile(file, shared, part.from(), part.length(), readers, part.length());
    }

    /** Whether a file is short enough to be brought into memory as a whole, and shared. */
    static boolean shareable(long size) {
        return size <= AHEAD_BYTES;
    }

    /** Brings a whole file into memory that is to be shared. Not on an event loop. */
    static void readAll(FileChannel file, long size) {
        ReadAhead.into(file, 0, size);
    }

    private void readAhead(long from) {
        long count = Math.min(AHEAD_BYTES, length - from);
        ReadAhead.into(file, offset + from, count);
        readyTo = from + count;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public FileChannel file() {
        return file;
    }

    @Override
    public long fileOffset() {
        return offset;
    }

    @Override
    public long ready(long from, Runnable then) {
        long bytes = readyTo - from;
        if (bytes > 0 || from >= length) {
            return bytes;
        }
        readers.execute(() -> {
            readAhead(from);
            then.run();
        });
        return 0;
    }

    @Override
    public void read(long from, ByteBuffer target) throws IOException {
        long at = offset + from;
        while (target.hasRemaining()) {
            int count = file.read(target, at);
            if (count < 0) {
                throw new EOFException("it is shorter than it was");
            }
            at += count;
        }
    }

    @Override
    public void release() {
        if (released) {
            return;
        }
        released = true;
        if (shared != null) {
            shared.giveBack();
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            log.debug("Closing a file failed", e);
        }
    }
}
