package io.oneport.server.broker.log;

import java.io.File;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.jspecify.annotations.Nullable;

/**
 * The files of the journal, and what is to be written to the last of them.
 *
 * <p>Assumes that one thread appends and flushes. Other threads create, read and compact files.
 */
final class Segments extends NIOSequentialFileFactory {
    private final SegmentFaults faults;
    private final IOCriticalErrorListener failed;
    private final LogCounters counters;
    private final WriteBatch batch;
    /** The buffer that the last file was read into, for the next one. */
    private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();

    /** Told what is read while the journal is loaded; null before and after that. */
    private volatile @Nullable SegmentCheck check;

    /**
     * Creates them.
     *
     * @param batchBytes the most bytes that are written at once; a record has to fit
     * @param counters count what is written
     * @param failed told, on any thread, of what makes the log unusable; it throws
     */
    Segments(
            File directory,
            int batchBytes,
            LogCounters counters,
            IOCriticalErrorListener failed,
            SegmentFaults faults) {
        super(directory, false, batchBytes, 0, 1, false, null, null);
        this.counters = counters;
        this.failed = failed;
        this.faults = faults;
        this.batch = new WriteBatch(batchBytes, failed);
    }

    /** The journal itself would log it and go on: it expects that the process ends. */
    @Override
    public void onIOError(Throwable exception, String message, @Nullable String file) {
        failed.onIOException(exception, message, file);
    }

    void check(@Nullable SegmentCheck check) {
        this.check = check;
    }

    @Override
    public SequentialFile createSequentialFile(String fileName) {
        return new Segment(this, this::wasRead, journalDir, fileName, batch, counters, faults);
    }

    // Artemis frees and clears buffers by Netty's way to the JVM's memory, which since JDK 24 does not take buffers
    // that Netty
    // has not allocated itself. Few are needed, and seldom: for a file's head, to create a file, and to read one at the
    // start.

    @Override
    public ByteBuffer allocateDirectBuffer(int size) {
        ByteBuffer kept = spare.getAndSet(null);
        if (kept == null || kept.capacity() < size) {
            return super.allocateDirectBuffer(size);
        }
        kept.clear().limit(size);
        return kept;
    }

    @Override
    public void releaseDirectBuffer(ByteBuffer buffer) {
        spare.set(buffer);
    }

    @Override
    public ByteBuffer newBuffer(int size, boolean zeroed) {
        return super.allocateDirectBuffer(size);
    }

    @Override
    public void releaseBuffer(ByteBuffer buffer) {
        // The collector frees it.
    }

    @Override
    public void clearBuffer(ByteBuffer buffer) {
        buffer.rewind();
        while (buffer.remaining() >= Long.BYTES) {
            buffer.putLong(0);
        }
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
        buffer.rewind();
    }

    /** Writes what waits, and makes it durable if any of it has to be. Whatever goes wrong is told to the listener. */
    @Override
    public void flush() {
        batch.flush();
    }

    /** The journal goes on in another file. */
    @Override
    public void deactivateBuffer() {
        flush();
    }

    private void wasRead(String name, ByteBuffer bytes) {
        SegmentCheck reader = check;
        if (reader != null && bytes.limit() > JournalImpl.SIZE_HEADER) {
            reader.begin(name, bytes);
        }
    }
}
