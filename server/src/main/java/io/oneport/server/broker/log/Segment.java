package io.oneport.server.broker.log;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.BiConsumer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.journal.EncodingSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of the journal. What the writer appends waits in a {@link WriteBatch}, and is written when that is flushed: the journal itself would write each record by itself, or in batches of its own, on a timer.
 */
final class Segment extends NIOSequentialFile implements WriteBatch.File {
    private final SequentialFileFactory factory;
    private final BiConsumer<String, ByteBuffer> wasRead;
    private final WriteBatch batch;
    private final LogCounters counters;
    private final SegmentFaults faults;

    /**
     * Names a file, which need not exist.
     *
     * @param wasRead told the name and the bytes of each part that is read
     */
    Segment(
            SequentialFileFactory factory,
            BiConsumer<String, ByteBuffer> wasRead,
            File directory,
            String file,
            WriteBatch batch,
            LogCounters counters,
            SegmentFaults faults) {
        super(factory, directory, file, 1);
        this.factory = factory;
        this.wasRead = wasRead;
        this.batch = batch;
        this.counters = counters;
        this.faults = faults;
    }

    @Override
    public void write(EncodingSupport record, boolean sync, @Nullable IOCallback callback) {
        int size = record.getEncodeSize();
        ByteBuffer to = batch.reserve(this, size, sync);
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

    @Override
    public void writeBatch(ByteBuffer bytes, boolean sync) throws IOException {
        FileChannel to = channel;
        long at = position.get() - bytes.remaining();
        counters.batches.increment();
        counters.writtenBytes.add(bytes.remaining());
        faults.write();
        while (bytes.hasRemaining()) {
            at += to.write(bytes, at);
        }
        if (sync) {
            faults.sync();
            long begun = System.nanoTime();
            to.force(false);
            counters.syncs.increment();
            counters.syncNanos.add(System.nanoTime() - begun);
        }
    }

    @Override
    protected void syncChannel(FileChannel channel) throws IOException {
        faults.sync();
        super.syncChannel(channel);
    }

    @Override
    public void fill(int size) throws IOException {
        try {
            faults.create();
        } catch (IOException e) {
            factory.onIOError(e, String.valueOf(e.getMessage()), getFileName());
            throw e;
        }
        super.fill(size);
    }

    @Override
    public synchronized int read(ByteBuffer bytes, @Nullable IOCallback callback)
            throws IOException, org.apache.activemq.artemis.api.core.ActiveMQIllegalStateException {
        int read = super.read(bytes, callback);
        wasRead.accept(getFileName(), bytes);
        return read;
    }

    @Override
    public SequentialFile cloneFile() {
        return new Segment(factory, wasRead, directory, getFileName(), batch, counters, faults);
    }
}
