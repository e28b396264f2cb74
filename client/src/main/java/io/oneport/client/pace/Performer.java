package io.oneport.client.pace;

/** Does what is due. On its worker's loop. */
public interface Performer {
    /**
     * Another piece of work is due.
     *
     * @param dueNanos since the run began
     * @param measured whether it is due while measuring
     */
    void due(long dueNanos, boolean measured);
}
