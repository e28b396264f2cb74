package io.oneport.server.loop;

/** Work that an event loop does in parts, such as the delivery of a batch to many readers. */
public interface Work {
    /**
     * Does a part: as much as the budget allows, or less where other work should have its turn first. Called on the
     * event loop.
     *
     * @param budget what is left of this turn; the work takes from it what it uses
     * @return whether more is to be done; it is called again then
     */
    boolean work(TurnBudget budget);

    /**
     * {@link #work} has thrown. Called on the event loop; whatever this throws in turn is dropped.
     *
     * @return whether to call {@link #work} again
     */
    boolean failed(Throwable cause);
}
