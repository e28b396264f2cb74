package io.oneport.client.pace;

/** The run's time: nanoseconds since it began. Any thread. */
public final class Clock {
    private final long origin = System.nanoTime();

    /** Now. */
    public long now() {
        return System.nanoTime() - origin;
    }
}
