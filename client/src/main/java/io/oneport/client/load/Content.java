package io.oneport.client.load;

import io.oneport.client.result.Integrity;

/** What was found wrong with the content of messages, on one worker. Confined to its loop. */
final class Content {
    long messages;
    long lost;
    long duplicated;
    long reordered;
    long corrupted;
    long crossed;
    long inDoubt;

    void add(Content other) {
        messages += other.messages;
        lost += other.lost;
        duplicated += other.duplicated;
        reordered += other.reordered;
        corrupted += other.corrupted;
        crossed += other.crossed;
        inDoubt += other.inDoubt;
    }

    Integrity integrity(boolean checked) {
        return new Integrity(checked, messages, lost, duplicated, reordered, corrupted, crossed, inDoubt);
    }
}
