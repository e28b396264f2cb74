package io.oneport.server.http1;

import io.netty.util.concurrent.FastThreadLocal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Makes the content coding gzip (RFC 1952) of a body that comes in parts. Each encoder has some 260 KiB of memory that is not
 * the heap's: so an event loop has {@value #MOST} at most. Confined to the event loop.
 */
final class GzipEncoder {
    /** Bodies that one event loop compresses at the same time. */
    static final int MOST = 32;

    /** Fast rather than small: what is compressed here is made for one reader. */
    private static final int LEVEL = 4;

    /** Kept for the next body. */
    private static final int MOST_IDLE = 2;

    private static final int BUFFER_BYTES = 8 << 10;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] NONE = {};

    /** Those of one event loop. */
    private static final class Encoders {
        private final Deque<Deflater> idle = new ArrayDeque<>();
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int used;
    }

    private static final FastThreadLocal<Encoders> ENCODERS = new FastThreadLocal<>() {
        @Override
        protected Encoders initialValue() {
            return new Encoders();
        }

        @Override
        protected void onRemoval(Encoders encoders) {
            encoders.idle.forEach(Deflater::end);
        }
    };

    private final Encoders encoders;
    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private int length;
    private boolean begun;
    private boolean released;

    private GzipEncoder(Encoders encoders, Deflater deflater) {
        this.encoders = encoders;
        this.deflater = deflater;
    }

    /** An encoder, to be released; null if this event loop uses as many as it may. */
    static @Nullable GzipEncoder take() {
        Encoders encoders = ENCODERS.get();
        if (encoders.used == MOST) {
            return null;
        }
        encoders.used++;
        Deflater idle = encoders.idle.poll();
        return new GzipEncoder(encoders, idle != null ? idle : new Deflater(LEVEL, true));
    }

    /**
     * Adds a part of the body.
     *
     * @return what can be sent by now; often nothing
     */
    byte[] add(byte[] content, int from, int count) {
        checksum.update(content, from, count);
        length += count;
        deflater.setInput(content, from, count);
        return encoded();
    }

    /** Ends the body, and returns what is still to be sent. */
    byte[] end() {
        deflater.finish();
        byte[] last = encoded();
        byte[] all = new byte[last.length + 8];
        System.arraycopy(last, 0, all, 0, last.length);
        littleEndian((int) checksum.getValue(), all, last.length);
        littleEndian(length, all, last.length + 4);
        return all;
    }

    private byte[] encoded() {
        ByteArrayOutputStream out = null;
        if (!begun) {
            begun = true;
            out = new ByteArrayOutputStream(1 << 10);
            out.writeBytes(HEADER);
        }
        int count = deflater.deflate(encoders.buffer);
        while (count > 0) {
            if (out == null) {
                out = new ByteArrayOutputStream(count);
            }
            out.write(encoders.buffer, 0, count);
            count = deflater.deflate(encoders.buffer);
        }
        return out == null ? NONE : out.toByteArray();
    }

    private static void littleEndian(int value, byte[] to, int at) {
        for (int i = 0; i < 4; i++) {
            to[at + i] = (byte) (value >> 8 * i);
        }
    }

    /** Ends the use of it. A second call does nothing. */
    void release() {
        if (released) {
            return;
        }
        released = true;
        encoders.used--;
        if (encoders.idle.size() < MOST_IDLE) {
            deflater.reset();
            encoders.idle.push(deflater);
        } else {
            deflater.end();
        }
    }
}
