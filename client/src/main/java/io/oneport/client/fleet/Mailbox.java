package io.oneport.client.fleet;

import io.oneport.client.account.Content;
import io.oneport.client.scenario.Expectation;
import io.oneport.client.scenario.ProbeId;
import io.oneport.client.scenario.TemplateValues;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a session has received: finds the answer to its latest message, and what came twice or is another session's. What
 * is neither may be what a later step waits for, so the last few are kept. Bounded; confined to its worker's loop.
 */
final class Mailbox {
    private static final int MOST_KEPT = 16;
    private static final int LONGEST_KEPT = 64 << 10;
    /** So many answers back, one that comes again is known. */
    private static final int MOST_ANSWERED = 8;

    /** A message that waits for the step that it is for. */
    record Kept(byte[] content, boolean text) {}

    private record Answered(Expectation expectation, long sequence) {}

    private final Content found;
    private final int number;
    private final TemplateValues values;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Deque<Answered> answered = new ArrayDeque<>();

    /** @param number the session's socket number */
    Mailbox(Content found, int number, TemplateValues values) {
        this.found = found;
        this.number = number;
        this.values = values;
    }

    /** A session begins, or a connection: nothing has come. */
    void clear() {
        found.unsolicited += kept.size();
        kept.clear();
        answered.clear();
    }

    /** Finds what a step waits for among what came before it; {@code null} if it is not there. */
    @Nullable
    Kept take(Expectation expected, long sequence) {
        for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
            Kept one = all.next();
            if (isAnswer(expected, sequence, one.content, one.content.length, one.text)) {
                all.remove();
                answered(expected, sequence);
                return one;
            }
        }
        return null;
    }

    /**
     * A message has come.
     *
     * @param expected what the session waits for, or {@code null}
     * @param sequence of the session's latest message
     * @param shared whether other sessions' messages are meant to come here
     * @return whether it is what the session waits for
     */
    boolean receive(
            @Nullable Expectation expected, long sequence, boolean shared, byte[] content, int length, boolean text) {
        if (expected != null && isAnswer(expected, sequence, content, length, text)) {
            answered(expected, sequence);
            return true;
        }
        if (cameBefore(sequence, content, length, text)) {
            found.messages++;
            found.duplicated++;
        } else if (!shared && isOfAnother(expected, content, length, text)) {
            found.messages++;
            found.crossed++;
        } else if (length <= LONGEST_KEPT) {
            kept.add(new Kept(Arrays.copyOf(content, length), text));
            if (kept.size() > MOST_KEPT) {
                kept.poll();
                found.unsolicited++;
            }
        } else {
            found.unsolicited++;
        }
        return false;
    }

    private boolean isAnswer(Expectation expected, long sequence, byte[] content, int length, boolean text) {
        values.message(number, sequence);
        return expected.holds(values, content, length, text);
    }

    private void answered(Expectation expected, long sequence) {
        found.messages++;
        if (expected.identifies()) {
            answered.add(new Answered(expected, sequence));
            if (answered.size() > MOST_ANSWERED) {
                answered.poll();
            }
        }
    }

    private boolean cameBefore(long sequence, byte[] content, int length, boolean text) {
        boolean before = false;
        for (Answered one : answered) {
            before |= isAnswer(one.expectation, one.sequence, content, length, text);
        }
        values.message(number, sequence);
        return before;
    }

    private boolean isOfAnother(@Nullable Expectation expected, byte[] content, int length, boolean text) {
        Expectation whose = expected != null ? expected : answered.isEmpty() ? null : answered.peekLast().expectation;
        if (whose == null) {
            return false;
        }
        Optional<ProbeId> id = whose.identity(values, content, length, text);
        return id.isPresent() && id.get().sender() != number;
    }
}
