package io.oneport.client.plan;

/** When the next message is due. */
public enum ArrivalModel {
    /** At even distances, as a clock would have it. */
    UNIFORM,
    /** At random, as many users who know nothing of each other have it. */
    POISSON,
    /** When the one before is answered: as fast as it goes. Says nothing of what users would have seen. */
    CLOSED
}
