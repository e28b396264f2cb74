package io.oneport.client.fleet;

import io.oneport.client.pace.StallWatch;
import java.util.ArrayList;
import java.util.List;

/** One turn of an event loop: sockets that have written something are flushed once, at its end. Confined to the loop. */
final class Turn {
    private final StallWatch stalls;
    private final List<WorkSocket> touched = new ArrayList<>();

    Turn(StallWatch stalls) {
        this.stalls = stalls;
    }

    /** A socket has written something, for the first time since it was flushed. */
    void touched(WorkSocket socket) {
        touched.add(socket);
    }

    /** The turn ends: sends what was written. */
    void flush() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flushTouched();
        }
        touched.clear();
    }

    /** A message was handled, so the loop is not stalled. */
    void active(long now) {
        stalls.active(now);
    }
}
