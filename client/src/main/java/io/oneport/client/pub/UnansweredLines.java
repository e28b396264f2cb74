package io.oneport.client.pub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The lines that were sent and not answered yet.
 *
 * <p>Assumes: (1) one thread alone enters lines; (2) one other thread answers them.
 *
 * <p>Guarantees: (1) there are never more than {@code maxLines} in it; (2) nor more than {@code maxBytes}, save that a
 * longer line may be in it alone; (3) who enters waits for that.
 */
final class UnansweredLines {
    private final int maxLines;
    private final long maxBytes;
    private final Map<Long, Integer> unanswered = new LinkedHashMap<>();
    private long bytes;

    UnansweredLines(int maxLines, long maxBytes) {
        this.maxLines = maxLines;
        this.maxBytes = maxBytes;
    }

    /** Waits until there is room for the line, and takes it. */
    synchronized void enter(long line, int length) throws InterruptedException {
        while (unanswered.size() == maxLines || !unanswered.isEmpty() && length > maxBytes - bytes) {
            wait();
        }
        unanswered.put(line, length);
        bytes += length;
    }

    /** Gives the line's room back; false if it is not in here. */
    synchronized boolean answered(long line) {
        Integer length = unanswered.remove(line);
        if (length == null) {
            return false;
        }
        bytes -= length;
        notifyAll();
        return true;
    }

    synchronized boolean isEmpty() {
        return unanswered.isEmpty();
    }

    /** Which lines are in here, such as {@code lines 7 to 9}; empty if none is. Those between may be answered. */
    synchronized Optional<String> lines() {
        Iterator<Long> lines = unanswered.keySet().iterator();
        if (!lines.hasNext()) {
            return Optional.empty();
        }
        long first = lines.next();
        long last = first;
        while (lines.hasNext()) {
            last = lines.next();
        }
        return Optional.of(first == last ? "line " + first : "lines " + first + " to " + last);
    }
}
