package io.oneport.client.account;

import io.oneport.client.result.Integrity;
import io.oneport.client.wire.HttpWire;
import io.oneport.client.wire.WireEnd;

/** What was found wrong with the content of messages, on one worker. Confined to its loop. */
public final class Content {
    public long messages;
    public long lost;
    public long duplicated;
    public long reordered;
    public long corrupted;
    public long crossed;
    public long inDoubt;
    public long unsolicited;

    /** A socket that was open has ended; what breaks the protocol arrived as nobody sent it, or once too often. */
    public void ended(WireEnd end) {
        if (end.kind() == WireEnd.Cause.BROKEN) {
            duplicated += end.what().equals(HttpWire.UNASKED) ? 1 : 0;
            corrupted += end.what().equals(HttpWire.UNASKED) ? 0 : 1;
        }
    }

    public void add(Content other) {
        messages += other.messages;
        lost += other.lost;
        duplicated += other.duplicated;
        reordered += other.reordered;
        corrupted += other.corrupted;
        crossed += other.crossed;
        inDoubt += other.inDoubt;
        unsolicited += other.unsolicited;
    }

    public Integrity integrity(boolean checked, long answers) {
        return new Integrity(
                checked, messages, lost, duplicated, reordered, corrupted, crossed, inDoubt, unsolicited, answers);
    }
}
