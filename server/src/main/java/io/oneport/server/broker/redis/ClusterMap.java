package io.oneport.server.broker.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.oneport.server.broker.redis.RedisAddress.HostPort;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The masters of a cluster and the slots that they have.
 *
 * @param masters by address
 */
record ClusterMap(Map<HostPort, BitSet> masters) {
    private static final int SLOTS = 16_384;

    /**
     * Asks one process of the cluster after the other until one answers. Blocks.
     *
     * @throws LinkException if none does
     */
    static ClusterMap read(
            RedisClient client,
            Function<HostPort, RedisURI> uris,
            List<HostPort> seeds,
            Collection<Link> known,
            RedisSettings settings)
            throws LinkException {
        long timeoutMillis = settings.publishTimeout().toMillis();
        List<HostPort> places = new ArrayList<>();
        known.stream().filter(Link::alive).forEach(link -> places.add(link.place()));
        seeds.stream().filter(place -> !places.contains(place)).forEach(places::add);
        known.stream().map(Link::place).filter(place -> !places.contains(place)).forEach(places::add);
        LinkException last = new LinkException("no process of the cluster answers");
        for (HostPort place : places) {
            try (StatefulRedisConnection<String, String> connection = LinkReply.awaitConnection(
                    client.connectAsync(StringCodec.UTF8, uris.apply(place)), timeoutMillis)) {
                return parse(LinkReply.await(connection.async().clusterSlots(), timeoutMillis), place);
            } catch (LinkException e) {
                last = e;
            }
        }
        throw last;
    }

    /** Of {@code CLUSTER SLOTS}: first and last slot, the master, and its replicas. */
    private static ClusterMap parse(List<Object> ranges, HostPort asked) {
        Map<HostPort, BitSet> masters = new LinkedHashMap<>();
        for (Object each : ranges) {
            List<?> range = (List<?>) each;
            List<?> master = (List<?>) range.get(2);
            String host = String.valueOf(master.get(0));
            HostPort place = new HostPort(
                    host.isEmpty() || host.equals("null") || host.equals("?") ? asked.host() : host,
                    ((Long) master.get(1)).intValue());
            masters.computeIfAbsent(place, none -> new BitSet(SLOTS))
                    .set(((Long) range.get(0)).intValue(), ((Long) range.get(1)).intValue() + 1);
        }
        return new ClusterMap(masters);
    }

    int missingSlots() {
        return SLOTS - masters.values().stream().mapToInt(BitSet::cardinality).sum();
    }
}
