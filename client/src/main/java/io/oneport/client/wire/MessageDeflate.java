package io.oneport.client.wire;

import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses and inflates messages as permessage-deflate has it (RFC 7692, section 7.2), without context takeover: each
 * message by itself. So one of these serves all sockets of a loop, and no socket has a window of its own. Confined to its
 * loop; {@link #close} is for when that has ended.
 */
final class MessageDeflate implements AutoCloseable {
    /** What {@link #deflate} says of a message that is no smaller compressed, {@link #inflate} of one that is too long. */
    static final int NO = -1;

    /** The end of an empty stored block: what a sender leaves out, and a receiver adds again (section 7.2.1, 7.2.2). */
    private static final int LEFT_OUT_BYTES = 4;
    /**
     * That end, and an empty block that is the last one: after both the inflater has finished if, and only if, the message
     * was whole.
     */
    private static final byte[] TAIL = {0, 0, -1, -1, 1, 0, 0, -1, -1};

    private static final int WINDOW_BYTES = 32 << 10;
    /**
     * The most blocks of a message that say they are the last. A sender has a reason for one or a few; after each the
     * window is copied, so that a message of nothing else would hold the loop up for a second.
     */
    private static final int MOST_LAST_BLOCKS = 100;

    /** The fastest level: what counts here is the server's work to inflate, which does not depend on it. */
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

    private final Inflater inflater = new Inflater(true);
    private final byte[] compressed;
    private final byte[] beyond = new byte[1];

    /**
     * Makes one, of about 300 KiB outside the heap, and of the longest message's size inside.
     *
     * @param maxMessageBytes of any message, compressed or not
     */
    MessageDeflate(int maxMessageBytes) {
        compressed = new byte[maxMessageBytes + TAIL.length];
    }

    /** Where a compressed message lies: {@link #deflate} puts it there, {@link #inflate} takes it from there. */
    byte[] compressed() {
        return compressed;
    }

    /**
     * Compresses a message, if that makes it smaller.
     *
     * @param payload its first {@code length} bytes
     * @return how many bytes it has now, or {@link #NO}
     */
    int deflate(byte[] payload, int length) {
        deflater.reset();
        deflater.setInput(payload, 0, length);
        int room = length + LEFT_OUT_BYTES;
        int written = deflater.deflate(compressed, 0, room, Deflater.SYNC_FLUSH);
        // With no room left there may be more to come; and less than all of it means a byte saved at least.
        return written < room ? written - LEFT_OUT_BYTES : NO;
    }

    /**
     * Inflates the first {@code length} bytes of {@link #compressed}.
     *
     * @param to where to; what it has no room for is not inflated
     * @return the length of the message, or {@link #NO} if it is longer than {@code to}
     * @throws DataFormatException if it is no compressed message, or not all of one; what is wrong, in words
     */
    int inflate(int length, byte[] to) throws DataFormatException {
        System.arraycopy(TAIL, 0, compressed, length, TAIL.length);
        int end = length + TAIL.length;
        inflater.reset();
        inflater.setInput(compressed, 0, end);
        int written = 0;
        int lastBlocks = 0;
        while (true) {
            boolean full = written == to.length;
            int more = full ? inflater.inflate(beyond) : inflater.inflate(to, written, to.length - written);
            if (full && more > 0) {
                return NO;
            }
            written += more;
            if (inflater.finished()) {
                int left = inflater.getRemaining();
                if (left == 0) {
                    return written;
                }
                if (++lastBlocks > MOST_LAST_BLOCKS) {
                    throw new DataFormatException(
                            "more than " + MOST_LAST_BLOCKS + " blocks say that they are the last");
                }
                goOnBehindLastBlock(end - left, left, to, written);
            } else if (more == 0) {
                throw new DataFormatException("it ends in the middle of a block");
            }
        }
    }

    /**
     * A block that says that it is the last one need not be that: others may follow, from the next byte on, and refer back to
     * what came before (RFC 7692, section 7.2.1).
     */
    private void goOnBehindLastBlock(int from, int left, byte[] message, int written) {
        inflater.reset();
        int window = Math.min(written, WINDOW_BYTES);
        inflater.setDictionary(message, written - window, window);
        inflater.setInput(compressed, from, left);
    }

    /** Gives back what is outside the heap. */
    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
