package io.oneport.server.broker.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.oneport.protocol.ByteOrderMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which process has which topic, and the connections to each. Changed by the engine's connecting thread only; read by any.
 */
final class EngineRoutes {
    private static final int SLOTS = 16_384;

    private final RedisSettings settings;
    private final RedisAddress address;
    private final RedisClient client;
    private final Keys keys;
    private final Link.Listener listener;
    private final Consumer<Link> opened;
    private final SecureRandom random = new SecureRandom();
    private int seed;

    /** The connections of what is no cluster. */
    private volatile @Nullable Link single;

    private volatile boolean cluster;
    /** By host and port. */
    private final Map<String, Link> masters = new ConcurrentHashMap<>();
    /** In a cluster, who has each slot; null where nobody does. */
    private volatile @Nullable Link[] slots = new Link[SLOTS];

    private volatile boolean outdated = true;

    /**
     * Creates one without connections.
     *
     * @param listener of each connection
     * @param opened told of each that is to be used
     */
    EngineRoutes(
            RedisSettings settings,
            RedisAddress address,
            RedisClient client,
            Keys keys,
            Link.Listener listener,
            Consumer<Link> opened) {
        this.settings = settings;
        this.address = address;
        this.client = client;
        this.keys = keys;
        this.listener = listener;
        this.opened = opened;
    }

    @Nullable
    Link link(String channel) {
        return cluster ? slots[SlotHash.getSlot(channel)] : single;
    }

    List<Link> links() {
        Link one = single;
        return cluster ? List.copyOf(masters.values()) : one == null ? List.of() : List.of(one);
    }

    /** Has the map of the cluster read again. */
    void refresh() {
        outdated = true;
    }

    /** Whether there is a connection for every topic. */
    boolean complete() {
        Link one = single;
        return cluster ? !outdated && masters.values().stream().allMatch(Link::alive) : one != null && one.alive();
    }

    /**
     * Makes the connections that are missing. Blocks.
     *
     * @throws LinkException if one is still missing; the message says why
     */
    void connect() throws LinkException {
        if (!cluster) {
            Link one = single;
            if (one == null || !one.alive()) {
                Link link = open(seed());
                if (link.info().cluster()) {
                    cluster = true;
                    link.end("a look at the cluster is taken");
                } else {
                    single = link;
                    opened.accept(link);
                }
            }
        }
        if (cluster) {
            connectCluster();
        }
    }

    private RedisURI seed() {
        if (address.master() != null) {
            return uri(null);
        }
        return uri(address.seeds().get(seed++ % address.seeds().size()));
    }

    private Link open(RedisURI uri) throws LinkException {
        Link link = Link.open(client, uri, listener, settings.publishTimeout().toMillis());
        try {
            link.join(
                    keys,
                    Long.toString(random.nextLong() >>> 1, 36),
                    settings.publishTimeout().toMillis());
            return link;
        } catch (LinkException e) {
            link.end(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void connectCluster() throws LinkException {
        if (masters.values().stream().anyMatch(link -> !link.alive())) {
            outdated = true;
        }
        if (!outdated) {
            return;
        }
        outdated = false; // whoever finds it so from here on sees to another look
        try {
            ClusterMap map = ClusterMap.read(client, this::uri, address.seeds(), masters.values(), settings);
            Map<String, Link> next = new HashMap<>();
            @Nullable Link[] bySlot = new Link[SLOTS];
            for (Map.Entry<RedisAddress.HostPort, BitSet> each : map.masters().entrySet()) {
                String name = each.getKey().toString();
                Link link = masters.get(name);
                if (link == null || !link.alive()) {
                    link = open(uri(each.getKey()));
                    masters.put(name, link);
                    link.slots(each.getValue());
                    opened.accept(link);
                }
                link.slots(each.getValue());
                next.put(name, link);
                Link of = link;
                each.getValue().stream().forEach(slot -> bySlot[slot] = of);
            }
            List<Link> gone = new ArrayList<>(masters.values());
            gone.removeAll(next.values());
            masters.keySet().retainAll(next.keySet());
            slots = bySlot;
            gone.forEach(link -> link.end("it has no slots any more"));
            if (map.missingSlots() > 0) {
                throw new LinkException(map.missingSlots() + " slots of the cluster are served by no process");
            }
        } catch (LinkException e) {
            outdated = true;
            throw e;
        }
    }

    /** The address with everything that a connection needs; of Sentinels if no place is given. */
    private RedisURI uri(RedisAddress.@Nullable HostPort place) {
        RedisURI.Builder builder;
        if (place != null) {
            builder = RedisURI.Builder.redis(place.host(), place.port());
        } else {
            List<RedisAddress.HostPort> sentinels = address.seeds();
            builder = RedisURI.Builder.sentinel(
                    sentinels.get(0).host(), sentinels.get(0).port(), address.master());
            for (RedisAddress.HostPort sentinel : sentinels.subList(1, sentinels.size())) {
                builder.withSentinel(sentinel.host(), sentinel.port());
            }
        }
        builder.withSsl(address.tls()).withTimeout(settings.publishTimeout()).withDatabase(address.database());
        builder.withClientName("oneport");
        String password = password();
        if (password != null) {
            if (address.user() != null) {
                builder.withAuthentication(address.user(), password);
            } else {
                builder.withPassword(password.toCharArray());
            }
        }
        return builder.build();
    }

    /** Read each time, so that it can be changed. */
    private @Nullable String password() {
        Path file = settings.passwordFile();
        if (file == null) {
            return null;
        }
        try {
            return ByteOrderMark.without(Files.readString(file, StandardCharsets.UTF_8))
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
        } catch (IOException e) {
            throw new IllegalStateException("engine-password-file: " + file + " cannot be read", e);
        }
    }
}
