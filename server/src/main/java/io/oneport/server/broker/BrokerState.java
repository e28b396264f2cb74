package io.oneport.server.broker;

import java.time.Instant;

/** Whether a broker can be used. */
public sealed interface BrokerState {
    /** It answers. */
    record Ready() implements BrokerState {}

    /**
     * It does not answer at the moment.
     *
     * @param since when it was last seen, by the time of day: for people, and not to compute with, since that can be set
     * @param why what is wrong, for people
     */
    record Away(Instant since, String why) implements BrokerState {}
}
