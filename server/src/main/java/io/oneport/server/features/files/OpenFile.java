package io.oneport.server.features.files;

import io.oneport.server.api.FileBody;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
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
    private final long offset;
    private final long length;
    private final Executor readers;
    /** Up to where it is in memory, or could not be read. Written by one reader at a time. */
    private volatile long readyTo;

    /**
     * Takes over an open file, and brings its first bytes into memory. Not on an event loop.
     *
     * @param file closed with this body
     * @param offset the first byte of the part
     * @param length of the part
     * @param readers run what may wait for a disk
     */
    OpenFile(FileChannel file, long offset, long length, Executor readers) {
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.readers = readers;
        readAhead(0);
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
        try {
            file.close();
        } catch (IOException e) {
            log.debug("Closing a file failed", e);
        }
    }
}
