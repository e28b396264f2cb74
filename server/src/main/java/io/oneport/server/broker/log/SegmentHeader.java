package io.oneport.server.broker.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * The beginning of a segment: version, the user's version, and the segment's number, which each record has as well. With a
 * damaged one the journal would refuse to start, or take the whole segment for an empty one and delete it.
 */
final class SegmentHeader {
    private static final int NUMBER_AT = 2 * Integer.BYTES;
    /** A record begins with its type, the segment's number, how often it was compacted, and its own number. */
    private static final int RECORD_NUMBER = 1;

    private static final int RECORD_LENGTH = RECORD_NUMBER + Integer.BYTES + 1 + Long.BYTES;
    private static final int LOOKED_AT = 1 << 16;

    private SegmentHeader() {}

    /**
     * Writes what has to be there in place of what is there.
     *
     * @return whether anything was wrong
     */
    static boolean repair(Path segment) throws IOException {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(LOOKED_AT);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until it is full
            }
            bytes.flip();
            if (bytes.limit() < JournalImpl.SIZE_HEADER) {
                return bytes.limit() > 0; // the journal leaves it out
            }
            long number = bytes.getLong(NUMBER_AT);
            ByteBuffer right = ByteBuffer.allocate(JournalImpl.SIZE_HEADER);
            right.putInt(JournalImpl.FORMAT_VERSION).putInt(0).putLong(number(bytes, number));
            right.flip();
            if (right.equals(bytes.slice(0, JournalImpl.SIZE_HEADER))) {
                return false;
            }
            while (right.hasRemaining()) {
                channel.write(right, right.position());
            }
            channel.force(false);
            return true;
        }
    }

    /** The number that two records in a row have, if there are such; else the one that the header has. */
    private static long number(ByteBuffer bytes, long number) {
        int first = JournalImpl.SIZE_HEADER;
        if (bytes.limit() < first + RECORD_LENGTH + Integer.BYTES || bytes.get(first) != JournalImpl.ADD_RECORD) {
            return number;
        }
        long second = (long) first + JournalImpl.SIZE_ADD_RECORD + 1 + bytes.getInt(first + RECORD_LENGTH);
        if (second < first || second + RECORD_LENGTH > bytes.limit() || bytes.get((int) second) == 0) {
            return number;
        }
        int ofFirst = bytes.getInt(first + RECORD_NUMBER);
        return ofFirst == bytes.getInt((int) second + RECORD_NUMBER) ? ofFirst : number;
    }
}
