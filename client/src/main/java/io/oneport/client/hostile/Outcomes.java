package io.oneport.client.hostile;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often the sockets of one kind ended in which way. Confined to their loop. */
final class Outcomes {
    /** A server may choose its words, so their number is bounded; the rest are counted as one. */
    private static final int MAX_KINDS = 20;

    private static final String OTHERS = "ended otherwise";

    private final Map<String, Long> counts = new LinkedHashMap<>();

    void add(String what) {
        boolean room = counts.size() < MAX_KINDS || counts.containsKey(what);
        counts.merge(room ? what : OTHERS, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return new LinkedHashMap<>(counts);
    }
}
