package io.oneport.server.broker.redis;

import io.oneport.server.broker.Node;
import io.oneport.server.broker.NodeReport;
import io.oneport.server.broker.Nodes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that use this Redis. Each says once a second that it is there, and hears of the others in the answer; who says
 * nothing for {@value #TTL_MILLIS} ms is gone.
 */
final class RedisNodes implements Nodes {
    private static final Logger log = LoggerFactory.getLogger(RedisNodes.class);

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TTL_MILLIS = 5000;
    private static final long LEAVE_MILLIS = 1000;

    private final String self;
    private final String key;
    private final Function<String, @Nullable Link> links;
    private final BiConsumer<Link, Reply.NotDone> trouble;
    private final EngineCounters counters;
    private volatile @Nullable OwnReport own;
    private volatile NodesSeen last = new NodesSeen(List.of(), Set.of(), System.nanoTime());
    /** The timer's. */
    private long saidNanos = System.nanoTime() - INTERVAL_NANOS;

    private volatile boolean underWay;
    /** It has left, and must not come back with what the timer is just about to say. */
    private boolean left;

    private record OwnReport(Supplier<NodeReport> report, Consumer<Duration> drain) {}

    /** What Redis last said. */
    private record NodesSeen(List<Node> nodes, Set<String> ids, long nanos) {
        long ageMillis() {
            return (System.nanoTime() - nanos) / 1_000_000;
        }
    }

    /**
     * Knows of none yet.
     *
     * @param self this server's name among all
     * @param key where the list is
     * @param links the connections to the process that has a key; null while there are none
     * @param trouble told what Redis has not done
     */
    RedisNodes(
            String self,
            String key,
            Function<String, @Nullable Link> links,
            BiConsumer<Link, Reply.NotDone> trouble,
            EngineCounters counters) {
        this.self = self;
        this.key = key;
        this.links = links;
        this.trouble = trouble;
        this.counters = counters;
    }

    @Override
    public void announce(Supplier<NodeReport> report, Consumer<Duration> drain) {
        own = new OwnReport(report, drain);
    }

    @Override
    public List<Node> seen() {
        NodesSeen seen = last;
        long age = seen.ageMillis();
        return seen.nodes.stream()
                .map(node ->
                        new Node(node.id(), node.report(), node.lagMillis(), node.silentMillis() + age, node.self()))
                .toList();
    }

    /** Servers that are there, as far as this one knows; 0 if it has not heard of them lately. */
    int servers() {
        NodesSeen seen = last;
        return seen.ageMillis() > TTL_MILLIS ? 0 : seen.ids.size();
    }

    /**
     * Adds up the subscribers that a topic has on other servers.
     *
     * @param told for each server its id, and what it has said: the number, a colon, and when that was
     */
    int subscribersElsewhere(List<?> told) {
        NodesSeen seen = last;
        int sum = 0;
        for (int i = 0; i + 1 < told.size(); i += 2) {
            String id = text(told.get(i));
            if (!id.equals(self) && seen.ids.contains(id)) {
                String value = text(told.get(i + 1));
                sum += Integer.parseInt(value.substring(0, value.indexOf(':')));
            }
        }
        return sum;
    }

    /** On the timer's thread. */
    void tick() {
        OwnReport known = own;
        Link link = links.apply(key);
        if (known == null || link == null || underWay || System.nanoTime() - saidNanos < INTERVAL_NANOS) {
            return;
        }
        saidNanos = System.nanoTime();
        underWay = true;
        NodeReport report = known.report.get();
        synchronized (this) {
            if (!left) {
                say(link, TTL_MILLIS, report.draining(), text(report), reply -> replied(link, known, reply));
            }
        }
    }

    private void replied(Link link, OwnReport known, Reply reply) {
        underWay = false;
        if (reply instanceof Reply.Done done) {
            heard(done.values(), known);
        } else if (reply instanceof Reply.NotDone notDone) {
            trouble.accept(link, notDone);
        }
    }

    private void say(Link link, long ttlMillis, boolean draining, String said, Consumer<Reply> reply) {
        link.call(
                Library.ANNOUNCE,
                new String[] {key},
                new byte[][] {Keys.ascii(self), Keys.ascii(ttlMillis), Keys.ascii(draining ? 1 : 0), Keys.ascii(said)},
                reply);
    }

    /**
     * Takes this server off the list, so that the others know that it is gone. Blocks until Redis has done so, or is away, or for
     * {@value #LEAVE_MILLIS} ms; who is still on the list then stays there for as long as one that was killed.
     */
    void leave() {
        CompletableFuture<Reply> done = new CompletableFuture<>();
        synchronized (this) {
            left = true;
            Link link = links.apply(key);
            if (own == null || link == null) {
                return;
            }
            say(link, 0, true, "", done::complete);
        }
        Reply reply = done.completeOnTimeout(
                        new Reply.Unknown("Redis did not answer."), LEAVE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        if (!(reply instanceof Reply.Done)) {
            log.info("Other servers may list this one for {} ms more: Redis did not take it off the list", TTL_MILLIS);
        }
    }

    private void heard(List<Object> values, OwnReport known) {
        List<Node> nodes = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 1; i + 2 < values.size(); i += 3) {
            String id = text(values.get(i));
            ids.add(id);
            nodes.add(node(id, (Long) values.get(i + 1), text(values.get(i + 2))));
        }
        last = new NodesSeen(List.copyOf(nodes), Set.copyOf(ids), System.nanoTime());
        String order = text(values.get(0));
        if (!order.isEmpty()) {
            log.info("Another server has passed on a request to drain this one");
            known.drain.accept(order.equals("-") ? null : Duration.ofMillis(Long.parseLong(order)));
        }
    }

    /** A line for each property, so that servers with other versions, which know others, can read it. */
    private String text(NodeReport report) {
        long lag = (System.nanoTime() - counters.lastEchoNanos) / 1_000_000;
        return "name=" + report.name() + "\nstarted=" + report.startedMillis() + "\nversion=" + report.version()
                + "\nsockets=" + report.sockets() + "\ntopics=" + report.topics() + "\nsubscribers="
                + report.subscribers() + "\ndraining=" + report.draining() + "\nlag=" + lag;
    }

    private Node node(String id, long silentMillis, String text) {
        NodeProperties properties = NodeProperties.parse(text);
        return new Node(
                id,
                new NodeReport(
                        properties.text("name"),
                        properties.number("started"),
                        properties.text("version"),
                        properties.number("sockets"),
                        properties.number("topics"),
                        properties.number("subscribers"),
                        properties.text("draining").equals("true")),
                properties.number("lag"),
                Math.max(0, silentMillis),
                id.equals(self));
    }

    @Override
    public void drain(String id, @Nullable Duration over, Consumer<Told> told) {
        Link link = links.apply(key);
        if (link == null) {
            told.accept(Told.UNREACHABLE);
            return;
        }
        link.call(
                Library.DRAIN,
                new String[] {key},
                new byte[][] {Keys.ascii(id), over == null ? Keys.ascii("-") : Keys.ascii(over.toMillis())},
                reply -> told.accept(told(reply)));
    }

    private static Told told(Reply reply) {
        if (!(reply instanceof Reply.Done done)) {
            return Told.UNREACHABLE;
        }
        String answer = text(done.values().get(0));
        return answer.equals("gone") ? Told.GONE : answer.equals("last") ? Told.LAST : Told.DONE;
    }

    private static String text(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }
}
