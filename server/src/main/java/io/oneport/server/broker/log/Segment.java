package io.oneport.server.broker.log;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.journal.EncodingSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of the journal. What the writer appends waits in the {@link Segments}' batch, and is written by its
 * {@link Segments#flush}: the journal itself would write each record by itself, or in batches of its own, on a timer.
 */
final class Segment extends NIOSequentialFile {
    private final Segments segments;

    Segment(Segments segments, File directory, String file) {
        super(segments, directory, file, 1);
        this.segments = segments;
    }

    @Override
    public void write(EncodingSupport record, boolean sync, @Nullable IOCallback callback) {
        int size = record.getEncodeSize();
        ByteBuffer to = segments.reserve(this, size, sync);
        int begin = to.position();
        record.encode(ActiveMQBuffers.wrappedBuffer(to));
        to.position(begin + size);
        position.addAndGet(size);
        if (callback != null) {
            callback.done(); // the writer goes by what flush() says
        }
    }

    @Override
    public void write(EncodingSupport record, boolean sync) {
        write(record, sync, null);
    }

    /** Writes bytes that were reserved, all of them. */
    void writeBatch(ByteBuffer bytes, boolean sync) throws IOException {
        FileChannel to = channel;
        long at = position.get() - bytes.remaining();
        LogCounters counters = segments.counters();
        counters.batches.increment();
        counters.writtenBytes.add(bytes.remaining());
        segments.faults().write();
        while (bytes.hasRemaining()) {
            at += to.write(bytes, at);
        }
        if (sync) {
            segments.faults().sync();
            long begun = System.nanoTime();
            to.force(false);
            counters.syncs.increment();
            counters.syncNanos.add(System.nanoTime() - begun);
        }
    }

    @Override
    protected void syncChannel(FileChannel channel) throws IOException {
        segments.faults().sync();
        super.syncChannel(channel);
    }

    @Override
    public void fill(int size) throws IOException {
        try {
            segments.faults().create();
        } catch (IOException e) {
            segments.onIOError(e, String.valueOf(e.getMessage()), getFileName());
            throw e;
        }
        super.fill(size);
    }

    @Override
    public synchronized int read(ByteBuffer bytes, @Nullable IOCallback callback)
            throws IOException, org.apache.activemq.artemis.api.core.ActiveMQIllegalStateException {
        int read = super.read(bytes, callback);
        segments.read(getFileName(), bytes);
        return read;
    }

    @Override
    public SequentialFile cloneFile() {
        return new Segment(segments, directory, getFileName());
    }
}
