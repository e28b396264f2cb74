package io.oneport.client.testing;

/** What all sockets of one {@link FaultyServer} share. But for the counts, confined to its only event loop. */
record FaultySite(
        Fault fault, FaultCounts counts, FaultyDeliveries deliveries, FaultyTopics topics, Incidents incidents) {
    static FaultySite of(Fault fault) {
        FaultCounts counts = new FaultCounts();
        FaultyDeliveries deliveries = new FaultyDeliveries(fault, counts);
        return new FaultySite(fault, counts, deliveries, new FaultyTopics(deliveries), new Incidents(fault, counts));
    }
}
