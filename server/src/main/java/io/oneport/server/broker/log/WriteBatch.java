package io.oneport.server.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.jspecify.annotations.Nullable;

/**
 * Records that wait to be written to one file together, and to be made durable if one of them has to be. One thread appends and
 * flushes.
 */
final class WriteBatch {
    /** A file that records are appended to. */
    interface File {
        /** Writes bytes that were reserved, all of them. */
        void writeBatch(ByteBuffer bytes, boolean sync) throws IOException;

        String getFileName();
    }

    private final ByteBuffer bytes;
    private final IOCriticalErrorListener failed;
    private @Nullable File last;
    private boolean sync;

    /**
     * Creates an empty one.
     *
     * @param mostBytes the most bytes that are written at once; a record has to fit
     * @param failed told of whatever goes wrong; it throws
     */
    WriteBatch(int mostBytes, IOCriticalErrorListener failed) {
        this.bytes = ByteBuffer.allocateDirect(mostBytes);
        this.failed = failed;
    }

    /** Room for one record; what waits is written first if there is none, or if it goes to another file. */
    ByteBuffer reserve(File file, int size, boolean durable) {
        if (last != null && (last != file || bytes.remaining() < size)) {
            flush();
        }
        last = file;
        sync |= durable;
        return bytes;
    }

    /** Writes what waits. */
    void flush() {
        File to = last;
        if (to == null) {
            return;
        }
        boolean durable = sync;
        last = null;
        sync = false;
        bytes.flip();
        try {
            to.writeBatch(bytes, durable);
        } catch (IOException | RuntimeException e) {
            failed.onIOException(e, String.valueOf(e.getMessage()), to.getFileName());
        } finally {
            bytes.clear();
        }
    }
}
