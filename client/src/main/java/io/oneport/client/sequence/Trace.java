package io.oneport.client.sequence;

import io.oneport.client.net.ConnectionEnds;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints what happens, a line each: the step, the socket, what was asked, what came, and how long since the line
 * before. For one thread.
 */
final class Trace {
    private final PrintWriter out;
    private int step;
    private long sinceNanos = System.nanoTime();

    Trace(PrintWriter out) {
        this.out = out;
    }

    /** From here on lines belong to this step. */
    void step(int number) {
        step = number;
        sinceNanos = System.nanoTime();
    }

    int step() {
        return step;
    }

    void line(String name, @Nullable ConnectionEnds fiveTuple, String asked, String came) {
        long now = System.nanoTime();
        double millis = (now - sinceNanos) / 1e6;
        sinceNanos = now;
        out.printf(Locale.ROOT, "%d  %s  %s  %s: %s  %.1f ms%n", step, name, fiveTuple, asked, came, millis);
    }

    void pass(int steps) {
        out.printf("PASS %d of %d steps%n", steps, steps);
    }

    void fail(String why) {
        out.printf("FAIL step %d: %s%n", step, why);
    }
}
