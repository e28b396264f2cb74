package io.oneport.server.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Readers that wait for a read, by what they ask for. They are served in rounds, each from the lowest position up; who comes
 * during a round belongs to the next one, so that nobody is passed over for ever.
 */
final class WaitingReaders {
    /** Null while it has none. */
    private @Nullable TreeMap<Asked, List<Consumer<ReadResult>>> coming;

    private @Nullable TreeMap<Asked, List<Consumer<ReadResult>>> round;

    boolean isEmpty() {
        return coming == null && round == null;
    }

    void add(Asked asked, List<Consumer<ReadResult>> readers) {
        coming = coming == null ? new TreeMap<>() : coming;
        coming.computeIfAbsent(asked, none -> new ArrayList<>(1)).addAll(readers);
    }

    /** Takes those that are next; null if there are none. */
    Map.@Nullable Entry<Asked, List<Consumer<ReadResult>>> poll() {
        if (round == null) {
            round = coming;
            coming = null;
        }
        if (round == null) {
            return null;
        }
        Map.Entry<Asked, List<Consumer<ReadResult>>> next = round.pollFirstEntry();
        round = round.isEmpty() ? null : round;
        return next;
    }

    /** Has all of another's wait here, and leaves that empty. */
    void addAll(WaitingReaders others) {
        for (Map.Entry<Asked, List<Consumer<ReadResult>>> each = others.poll(); each != null; each = others.poll()) {
            add(each.getKey(), each.getValue());
        }
    }
}
