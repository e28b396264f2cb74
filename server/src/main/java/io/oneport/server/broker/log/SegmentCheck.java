package io.oneport.server.broker.log;

import java.nio.ByteBuffer;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether everything in a segment was understood. The journal skips what it can't read. A segment is filled with
 * zeros when it is created, so whatever else is in it has to be a record.
 */
final class SegmentCheck {
    /** The journal counts how often a record was compacted, in a byte that its constants leave out. */
    private static final int COMPACT_COUNT = 1;

    private final int fileBytes;
    private String name = "";
    /** Where the last byte that is not zero ends. */
    private int used;
    /** Where the records that were understood end, if nothing is between them. */
    private int understood;

    private @Nullable String damage;
    private int segments;
    private long bytes;

    SegmentCheck(int fileBytes) {
        this.fileBytes = fileBytes;
    }

    /** A segment's bytes, from 0 to the limit; their records follow. */
    void begin(String name, ByteBuffer bytes) {
        end();
        this.name = name;
        segments++;
        this.bytes += bytes.limit();
        understood = JournalImpl.SIZE_HEADER;
        used = bytes.limit();
        while (used > understood && bytes.get(used - 1) == 0) {
            used--;
        }
        if (bytes.limit() < fileBytes) {
            damaged(name + " ends at byte " + bytes.limit() + " of " + fileBytes);
        }
    }

    void added(int dataBytes) {
        understood += JournalImpl.SIZE_ADD_RECORD + COMPACT_COUNT + dataBytes;
    }

    void deleted() {
        understood += JournalImpl.SIZE_DELETE_RECORD + COMPACT_COUNT;
    }

    /** The end of the last segment. */
    void end() {
        if (used > understood) {
            damaged(name + " has " + (used - understood) + " bytes that are no record");
        }
        used = 0;
    }

    void damaged(String what) {
        damage = damage == null ? what : damage;
    }

    /** In a segment whose records are being read. */
    void damagedRecord() {
        damaged(name + " has a damaged record");
    }

    /** What was found first; null if everything was understood. */
    @Nullable
    String damage() {
        return damage;
    }

    int segments() {
        return segments;
    }

    long bytes() {
        return bytes;
    }
}
