package io.oneport.server.features.files;

import io.oneport.server.api.FileBody;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file that is kept in memory, as the body of a response. Any event loop.
 *
 * @param content the whole file; not to be changed
 * @param offset the first byte of the part
 */
record KeptBytes(byte[] content, int offset, long length) implements FileBody {
    @Override
    public @Nullable FileChannel file() {
        return null;
    }

    @Override
    public long fileOffset() {
        return 0;
    }

    @Override
    public long ready(long from, Runnable then) {
        return length - from;
    }

    @Override
    public void read(long from, ByteBuffer target) {
        target.put(content, Math.toIntExact(offset + from), target.remaining());
    }

    @Override
    public void release() {
        // nothing is open
    }
}
