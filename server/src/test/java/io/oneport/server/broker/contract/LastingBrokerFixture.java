package io.oneport.server.broker.contract;

/** A kind of broker that outlives its process. */
public interface LastingBrokerFixture extends BrokerFixture {
    /** Whether ids go on in the same epoch after a restart that has lost nothing; else what comes next has another. */
    default boolean keepsEpochs() {
        return true;
    }

    /** Ends every server, and whatever keeps the messages, as a kill does; the next {@link #open} begins with what is left. */
    void restart() throws Exception;

    /** Remembers what is kept now. */
    void snapshot() throws Exception;

    /** The same as {@link #restart}, but what is left is what was kept at the last {@link #snapshot}. */
    void restartFromSnapshot() throws Exception;

    /** The same, and nothing is left. */
    void restartEmpty() throws Exception;
}
