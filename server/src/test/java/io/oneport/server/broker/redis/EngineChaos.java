package io.oneport.server.broker.redis;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Subscription;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import io.oneport.server.loop.WorkQueues;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Two servers' brokers on one Redis that is killed, stopped, emptied and misconfigured while publishers publish, each message with a
 * key and until it is acknowledged, and readers read. Ends with an account of every acknowledged message.
 *
 * <p>{@code EngineChaosTest} runs it; {@code CONTRIBUTING.md} has the command for long runs.
 */
final class EngineChaos implements AutoCloseable {
    /** What happens to Redis, or between it and the servers. */
    enum Trouble {
        KILL,
        STOP,
        CUT,
        SWALLOW,
        DELAY,
        CUT_MESSAGES,
        OVERRUN_MESSAGES,
        FUNCTION_FLUSH,
        OUT_OF_MEMORY,
        READ_ONLY,
        PASSWORD,
        EVICTION,
        NODE,
        NODE_AND_ENGINE,
        FLUSH_ALL,
        SET_BACK;

        /** Whether acknowledged messages may be lost; then readers are told. */
        boolean loses() {
            return this == FLUSH_ALL || this == SET_BACK;
        }
    }

    private static final TopicSettings LIMITS = new TopicSettings(
            100_000, 1 << 26, Duration.ofMinutes(30), 1 << 28, 100, 1 << 20, Duration.ofSeconds(5), 1 << 24);

    private static final int NODES = 2;
    private static final int TOPICS = 3;
    private static final int PUBLISHERS = 6;

    private final Random random;
    private final long seed;
    private final PrintStream out;
    private final RedisServer redis = RedisServer.start("--hz", "100");
    private final CuttingProxy proxy = new CuttingProxy(redis.port());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Node[] nodes = new Node[NODES];
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    /** By text. */
    private final Map<String, MessageId> acknowledged = new ConcurrentHashMap<>();

    private final List<Loss> losses = new CopyOnWriteArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private volatile boolean publishing = true;

    EngineChaos(long seed, PrintStream out) {
        this.seed = seed;
        this.random = new Random(seed);
        this.out = out;
        for (int i = 0; i < NODES; i++) {
            nodes[i] = new Node(i);
        }
        until("the servers are ready", () -> ready(nodes[0]) && ready(nodes[1]));
        for (int topic = 0; topic < TOPICS; topic++) {
            for (int node = 0; node < NODES; node++) {
                Reader reader = new Reader(new TopicName("chaos" + topic));
                readers.add(reader);
                reader.come(node);
            }
        }
        until("the readers have begun", () -> readers.stream().allMatch(reader -> reader.present));
        for (int i = 0; i < PUBLISHERS; i++) {
            Publisher publisher = new Publisher(i, new TopicName("chaos" + i % TOPICS));
            publishers.add(publisher);
            publisher.next();
        }
    }

    /**
     * Acknowledged messages were lost.
     *
     * @param atMillis epochs that begin later know of it
     * @param kept the last offset that is left, by topic
     */
    private record Loss(long atMillis, Map<TopicName, Long> kept) {
        /** Whether whoever stands at an offset of a topic has seen, or would have seen, what is lost. */
        boolean concerns(TopicName topic, long offset) {
            return kept.getOrDefault(topic, 0L) < offset;
        }
    }

    private static boolean ready(Node node) {
        return node.broker.state() instanceof BrokerState.Ready;
    }

    /** One server, without sockets. */
    private final class Node {
        private final List<ExecutorService> workers =
                List.of(Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());
        private final RedisBroker broker;
        private final Topics topics;

        private Node(int number) {
            String url = number == 0 ? redis.url() : proxy.url();
            broker = RedisBroker.start(
                    RedisContractTest.settings(url, "chaos:"), LIMITS, workers, () -> System.nanoTime() / 1_000_000);
            topics = new Topics(broker, workers, WorkQueues.of(workers), LIMITS, () -> System.nanoTime() / 1_000_000);
        }

        private void execute(int worker, Runnable task) {
            workers.get(worker).execute(task);
        }
    }

    private synchronized void problem(String what) {
        problems.add(what);
    }

    /** Publishes one message after the other, each until it is acknowledged. */
    private final class Publisher {
        private final int number;
        private final TopicName topic;
        private int count;
        private final AtomicInteger attempt = new AtomicInteger();
        private volatile Node at;
        private volatile String text = "";
        private volatile boolean idle;

        private Publisher(int number, TopicName topic) {
            this.number = number;
            this.topic = topic;
        }

        private void next() {
            if (!publishing) {
                idle = true;
                return;
            }
            idle = false;
            send("p" + number + "." + count++);
        }

        private void send(String next) {
            text = next;
            int mine = attempt.incrementAndGet();
            Node node = nodes[(number + count) % NODES];
            at = node;
            Publication publication = new Publication(topic, Payload.text(next), null, null, null, next);
            node.execute(
                    0,
                    () -> node.topics.publish(0, publication, result -> {
                        if (mine != attempt.get()) {
                            return;
                        }
                        if (result instanceof PublishResult.Published published) {
                            done(next, published.id());
                        } else if (result instanceof PublishResult.Duplicate duplicate) {
                            done(next, duplicate.id());
                        } else if (result instanceof Refusal.Unavailable) {
                            timer.schedule(() -> send(next), 20, TimeUnit.MILLISECONDS);
                        } else {
                            problem(next + " was refused: " + result);
                        }
                    }));
        }

        private void done(String done, MessageId id) {
            acknowledged.put(done, id);
            if (done.startsWith("end of ")) {
                return;
            }
            if (count % 8 == 0) {
                timer.schedule(this::next, 1, TimeUnit.MILLISECONDS);
            } else {
                next();
            }
        }
    }

    /** Comes back, anywhere, with the last position that it knows. */
    private final class Reader {
        private final TopicName topic;
        private final List<String> got = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private final AtomicInteger generation = new AtomicInteger();
        private MessageId position;
        private Subscription subscription;
        private Node at;
        private volatile boolean present;
        private volatile int resets;
        private volatile String last = "";
        /** Losses that it has passed. */
        private int passedLosses;

        private Reader(TopicName topic) {
            this.topic = topic;
        }

        private void come(int number) {
            int mine = generation.incrementAndGet();
            Node node = nodes[number % NODES];
            node.execute(0, () -> {
                at = node;
                Since since = position == null ? new Since.All() : new Since.After(position);
                node.topics.subscribe(0, topic, since, subscriber(mine, number));
            });
        }

        /** As if its server had died: nothing more comes from there. */
        private void lose(int number) {
            generation.incrementAndGet();
            come(number);
        }

        private void again(int mine, int number) {
            if (mine == generation.get()) {
                present = false;
                timer.schedule(
                        () -> {
                            if (mine == generation.get()) {
                                come(number + 1);
                            }
                        },
                        20,
                        TimeUnit.MILLISECONDS);
            }
        }

        /** Comes to another epoch; returns whether it has lost something since the last one. */
        private boolean passes(long epoch, long offset) {
            boolean lost = false;
            while (passedLosses < losses.size() && losses.get(passedLosses).atMillis <= epochMillis(epoch)) {
                lost |= losses.get(passedLosses).concerns(topic, offset);
                passedLosses++;
            }
            return lost;
        }

        private Subscriber subscriber(int mine, int number) {
            return new Subscriber() {
                @Override
                public boolean started(Subscription started, Start start) {
                    if (mine != generation.get()) {
                        return false;
                    }
                    subscription = started;
                    if (start.reset()) {
                        reset(start.toReset());
                    } else if (position == null) {
                        position = start.position();
                    }
                    start.messages().forEach(this::deliver);
                    present = true;
                    started.taken();
                    return true;
                }

                @Override
                public void replayed(List<Message> messages) {
                    messages.forEach(this::deliver);
                    if (mine == generation.get()) {
                        subscription.taken();
                    }
                }

                @Override
                public void refused(TopicName name, Refusal refusal) {
                    again(mine, number);
                }

                @Override
                public void ended(Refusal refusal) {
                    again(mine, number);
                }

                @Override
                public void deliver(Message message) {
                    synchronized (Reader.this) {
                        if (mine != generation.get()) {
                            return;
                        }
                        String text = message.payload().string();
                        boolean follows = message.id().offset() == position.offset() + 1;
                        if (!follows) {
                            problem(topic + ": " + message.id() + " came after " + position);
                        }
                        if (!seen.add(text)) {
                            problem(topic + ": doubled " + text);
                        }
                        if (message.id().epoch() != position.epoch()
                                && passes(message.id().epoch(), position.offset())) {
                            problem(topic + ": " + message.id() + " came after " + position + " without a reset");
                        }
                        position = message.id();
                        got.add(text);
                        last = text;
                    }
                }

                @Override
                public void reset(Reset reset) {
                    synchronized (Reader.this) {
                        if (mine == generation.get()) {
                            resets++;
                            if (!passes(reset.position().epoch(), reset.asked().offset())) {
                                problem(topic + ": nothing is lost for " + reset);
                            }
                            position = reset.position();
                        }
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void failed(Throwable cause) {
                    problem(topic + ": " + cause);
                }
            };
        }
    }

    /** Lets something happen, and waits until everybody has got over it. */
    void round(Trouble trouble) throws Exception {
        long begun = System.nanoTime();
        Thread.sleep(100 + random.nextInt(200));
        cause(trouble);
        int before = acknowledged.size();
        until(trouble + " is got over", () -> ready(nodes[0]) && ready(nodes[1]) && acknowledged.size() > before + 50);
        out.printf(
                "%-16s %6d acknowledged, got over in %d ms%n",
                trouble, acknowledged.size(), (System.nanoTime() - begun) / 1_000_000);
    }

    private void cause(Trouble trouble) throws Exception {
        switch (trouble) {
            case KILL -> {
                redis.kill();
                Thread.sleep(random.nextInt(300));
                redis.run();
            }
            case STOP -> {
                redis.stopProcess();
                Thread.sleep(1000 + random.nextInt(2500));
                redis.continueProcess();
            }
            case CUT -> proxy.cut();
            case SWALLOW -> {
                proxy.swallow(true);
                Thread.sleep(3000);
                proxy.swallow(false);
            }
            case DELAY -> {
                proxy.delay(50);
                Thread.sleep(1000);
                proxy.delay(0);
            }
            case CUT_MESSAGES -> redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
            case OVERRUN_MESSAGES -> {
                redis.cli("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1 1 1");
                Thread.sleep(1500);
                redis.cli("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 8388608 60");
            }
            case FUNCTION_FLUSH -> redis.cli("FUNCTION", "FLUSH");
            case OUT_OF_MEMORY -> {
                redis.cli("CONFIG", "SET", "maxmemory", "1mb");
                Thread.sleep(700);
                redis.cli("CONFIG", "SET", "maxmemory", "0");
            }
            case READ_ONLY -> {
                redis.cli("REPLICAOF", "127.0.0.1", "1");
                Thread.sleep(500);
                redis.cli("REPLICAOF", "NO", "ONE");
            }
            case PASSWORD -> {
                redis.cli("CONFIG", "SET", "requirepass", "secret");
                redis.cli(List.of("-a", "secret", "--no-auth-warning"), "CLIENT", "KILL", "TYPE", "normal");
                Thread.sleep(500);
                redis.cli(List.of("-a", "secret", "--no-auth-warning"), "CONFIG", "SET", "requirepass", "");
            }
            case EVICTION -> {
                redis.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
                redis.cli("CLIENT", "KILL", "TYPE", "normal");
                Thread.sleep(500);
                redis.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
            }
            case NODE -> replace(random.nextInt(NODES));
            case NODE_AND_ENGINE -> {
                redis.kill();
                replace(random.nextInt(NODES));
                redis.run();
            }
            case FLUSH_ALL -> {
                losses.add(new Loss(System.currentTimeMillis(), Map.of()));
                redis.cli("FLUSHALL");
            }
            case SET_BACK -> setBack();
        }
    }

    /** A server dies without a word, and another one takes its place. */
    private void replace(int number) {
        Node gone = nodes[number];
        nodes[number] = new Node(number);
        readers.stream().filter(reader -> reader.at == gone).forEach(reader -> reader.lose(number));
        publishers.stream()
                .filter(publisher -> publisher.at == gone && !publisher.idle)
                .forEach(publisher -> publisher.send(publisher.text));
        gone.broker.close();
    }

    /** Redis comes back with what it had a moment ago, as a replica does that lagged when it was promoted. */
    private void setBack() throws Exception {
        try (RedisServer replica = RedisServer.start("--appendonly", "no")) {
            replica.cli("REPLICAOF", "127.0.0.1", "" + redis.port());
            until(
                    "the replica is in step",
                    () -> replica.cli("INFO", "replication").contains("master_link_status:up"));
            replica.stopProcess();
            Thread.sleep(300);
            redis.kill();
            replica.continueProcess();
            replica.cli("REPLICAOF", "NO", "ONE");
            losses.add(new Loss(System.currentTimeMillis(), held(replica)));
            redis.empty();
            redis.run("--replicaof", "127.0.0.1", "" + replica.port());
            until(
                    "Redis has the replica's data",
                    () -> redis.cli("INFO", "replication").contains("master_link_status:up"));
            redis.cli("REPLICAOF", "NO", "ONE");
        }
    }

    private static Map<TopicName, Long> held(RedisServer server) {
        Map<TopicName, Long> last = new HashMap<>();
        for (int topic = 0; topic < TOPICS; topic++) {
            String newest = server.cli("XREVRANGE", "chaos:3{chaos" + topic + "}s", "+", "-", "COUNT", "1");
            last.put(new TopicName("chaos" + topic), Long.parseLong(newest.substring(0, newest.indexOf('-'))));
        }
        return last;
    }

    private static long epochMillis(long epoch) {
        String text = Epoch.text(epoch);
        return Long.parseLong(text.substring(0, text.indexOf(':')));
    }

    /** Ends publishing, waits until every reader has everything, and returns what is wrong. */
    List<String> account(boolean mayLose) {
        publishing = false;
        until("every publication is acknowledged", () -> publishers.stream().allMatch(publisher -> publisher.idle));
        publishers.subList(0, TOPICS).forEach(publisher -> publisher.send("end of " + publisher.topic));
        until(
                "every reader has the last message",
                () -> readers.stream().allMatch(reader -> reader.last.equals("end of " + reader.topic)));
        long lost = 0;
        int resets = 0;
        for (Reader reader : readers) {
            resets += reader.resets;
            long missing = acknowledged.keySet().stream()
                    .filter(text -> topicOf(text).equals(reader.topic))
                    .filter(text -> !reader.seen.contains(text))
                    .count();
            lost += missing;
            if (missing > 0 && !mayLose) {
                problem(reader.topic + ": " + missing + " acknowledged messages did not come");
            } else if (missing > 0 && reader.resets == 0) {
                problem(reader.topic + ": " + missing + " acknowledged messages are lost, and the reader was not told");
            }
            if (reader.resets > 0 && !mayLose) {
                problem(reader.topic + ": " + reader.resets + " resets although nothing is lost");
            }
            checkOrder(reader);
        }
        out.printf(
                "seed %d: acknowledged %d, lost %d, resets %d, problems %d%n",
                seed, acknowledged.size(), lost, resets, problems.size());
        return problems;
    }

    private TopicName topicOf(String text) {
        return text.startsWith("end of ")
                ? new TopicName(text.substring(7))
                : publishers.get(Integer.parseInt(text.substring(1, text.indexOf('.')))).topic;
    }

    /** Each publisher's messages come in the order in which it had them acknowledged. */
    private void checkOrder(Reader reader) {
        Map<String, Integer> latest = new HashMap<>();
        for (String text : reader.got) {
            if (text.startsWith("p")) {
                int dot = text.indexOf('.');
                int number = Integer.parseInt(text.substring(dot + 1));
                Integer before = latest.put(text.substring(0, dot), number);
                if (before != null && before >= number) {
                    problem(reader.topic + ": swapped " + text);
                }
            }
        }
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen: " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        publishing = false;
        timer.shutdownNow();
        for (Node node : nodes) {
            node.broker.close();
            node.workers.forEach(ExecutorService::shutdownNow);
        }
        proxy.close();
        redis.close();
    }
}
