package io.oneport.server.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response that is sent from a file, or from memory where the file has been read already, without being copied
 * as a whole. Used on one socket's event loop at a time.
 */
public interface FileBody {
    /** The length of the body in bytes. */
    long length();

    /**
     * The file, for a transport that can have the system send it; null if the bytes are in memory. Not to be closed, and not
     * to be moved: every read names its place.
     */
    @Nullable
    FileChannel file();

    /** Where the body begins in {@link #file}. */
    long fileOffset();

    /**
     * Makes sure that reading from the body does not wait for a disk.
     *
     * @param from the first byte that will be read, counted from the body's beginning
     * @param then called on another thread once the bytes are in memory, or could not be read, which the next read will
     *     report; not called if this returns a number
     * @return how many bytes can be read from there on; 0 if they must be waited for
     */
    long ready(long from, Runnable then);

    /**
     * Reads bytes. On the event loop: only what is {@link #ready}.
     *
     * @param from the first byte to read, counted from the body's beginning
     * @param target takes as many bytes as it has room for
     * @throws IOException if they can't be read; the file may be shorter than it was
     */
    void read(long from, ByteBuffer target) throws IOException;

    /** Ends the use of the body; nothing else may be called after it. A second call does nothing. */
    void release();
}
