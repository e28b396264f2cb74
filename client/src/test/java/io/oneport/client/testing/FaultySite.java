package io.oneport.client.testing;

import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.function.Supplier;

/**
 * What all sockets of one {@link FaultyServer} share. But for the counts, confined to its only event loop.
 *
 * @param extensions makes what stands between HTTP and a WebSocket, for each connection anew
 */
record FaultySite(
        Fault fault,
        FaultCounts counts,
        FaultyDeliveries deliveries,
        FaultyTopics topics,
        Incidents incidents,
        Supplier<List<ChannelHandler>> extensions) {
    static FaultySite of(Fault fault, Supplier<List<ChannelHandler>> extensions) {
        FaultCounts counts = new FaultCounts();
        FaultyDeliveries deliveries = new FaultyDeliveries(fault, counts);
        return new FaultySite(
                fault, counts, deliveries, new FaultyTopics(deliveries), new Incidents(fault, counts), extensions);
    }
}
