package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.TopicSettings;
import io.oneport.testing.Needs;
import io.oneport.testing.TemporaryFile;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis with passwords and users, with Sentinels, and as a cluster. */
@Timeout(120)
class RedisFormsTest {
    private static final TopicSettings LIMITS = new TopicSettings(
            100, 1 << 20, Duration.ofMinutes(5), 1 << 26, 100, 1 << 20, Duration.ofSeconds(5), 1 << 20);

    /** One server's broker, with one worker. */
    static final class Client implements AutoCloseable {
        private final ExecutorService worker = Executors.newSingleThreadExecutor();
        private final RedisBroker broker;

        Client(String url, Path password) {
            this(url, password, null);
        }

        Client(String url, Path password, Path certificates) {
            broker = RedisBroker.start(
                    new RedisSettings(
                            RedisAddress.parse(url),
                            password,
                            certificates,
                            "oneport:",
                            Duration.ofSeconds(2),
                            1 << 26,
                            Duration.ofSeconds(15)),
                    LIMITS,
                    List.of(worker),
                    () -> System.nanoTime() / 1_000_000);
        }

        void untilReady() {
            until("ready: " + broker.state(), () -> broker.state() instanceof BrokerState.Ready);
        }

        String untilAway(String why) {
            until(
                    why,
                    () -> broker.state() instanceof BrokerState.Away away
                            && away.why().contains(why));
            return ((BrokerState.Away) broker.state()).why();
        }

        private PublishResult publish(String topic, String text) throws Exception {
            CompletableFuture<PublishResult> result = new CompletableFuture<>();
            Publication publication = new Publication(new TopicName(topic), Payload.text(text), null, null, null, text);
            worker.execute(() -> broker.publish(0, publication, result::complete));
            return result.get(20, TimeUnit.SECONDS);
        }

        /** Publishes until it is acknowledged. */
        void publishSurely(String topic, String text) throws Exception {
            while (!(publish(topic, text) instanceof PublishResult.Published)) {
                Thread.sleep(20);
            }
        }

        ReadResult.Held held(String topic, Since since) throws Exception {
            CompletableFuture<ReadResult> result = new CompletableFuture<>();
            worker.execute(() -> broker.read(0, new TopicName(topic), since, 1000, result::complete));
            return assertInstanceOf(ReadResult.Held.class, result.get(20, TimeUnit.SECONDS));
        }

        List<String> read(String topic) throws Exception {
            return held(topic, new Since.All()).start().messages().stream()
                    .map(message -> message.payload().string())
                    .toList();
        }

        @Override
        public void close() {
            broker.close();
            worker.shutdownNow();
        }
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aUserWithTheRightsThatTheManualNamesCanDoEverything() throws Exception {
        String rights = Files.readString(Path.of("..", "docs", "several-servers.md"))
                .lines()
                .filter(line -> line.startsWith("~oneport:*") || line.startsWith("+cluster|slots"))
                .reduce("", (a, b) -> a + " " + b)
                .strip();
        try (RedisServer redis = RedisServer.start()) {
            List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "front", "on", ">secret"));
            command.addAll(List.of(rights.split(" ")));
            assertEquals("OK", redis.cli(command.toArray(String[]::new)));
            String url = redis.url().replace("//", "//front@");
            try (Client client = new Client(url, TemporaryFile.withLine("secret"))) {
                client.untilReady();
                client.publishSurely("a", "one");
                assertEquals(List.of("one"), client.read("a"));
            }
            try (Client client = new Client(url, TemporaryFile.withLine("wrong"))) {
                client.untilAway("WRONGPASS");
            }
        }
    }

    @Test
    void aRedisThatMayDropMessagesIsRefusedUntilItMayNot() {
        try (RedisServer redis = RedisServer.start("--maxmemory-policy", "allkeys-lru");
                Client client = new Client(redis.url(), null)) {
            assertTrue(client.untilAway("maxmemory-policy").contains("allkeys-lru (expected: noeviction"));
            redis.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
            client.untilReady();
        }
    }

    @Tag("load")
    @Test
    void aPolicyThatIsChangedIsNoticed() {
        try (RedisServer redis = RedisServer.start();
                Client client = new Client(redis.url(), null)) {
            client.untilReady();
            redis.cli("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
            client.untilAway("maxmemory-policy: volatile-lru");
            redis.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
            client.untilReady();
        }
    }

    /** What is missing is said, with what to do about it, and tried again now and then only. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -fcall | NOPERM this user has no permissions to run the 'fcall' command (expected: the rights that docs/
            -info | NOPERM this user has no permissions to run the 'info' command (expected: the rights that docs/
            -ssubscribe | NOPERM this user has no permissions to run the 'ssubscribe' command (expected: the rights that docs/
            resetchannels | NOPERM this user has no permissions to access one of the channels used as arguments (expected: the rights
            -xadd | NOPERM functions may not run XADD (expected: the rights
            -setrange | NOPERM functions may not run SETRANGE (expected: the rights
            resetpass >secret | NOAUTH: it wants a password (expected: engine-password-file
            """)
    void rightsThatAreMissingAreNamed(String rights, String said) {
        try (RedisServer redis = RedisServer.start("--appendfsync", "no")) {
            List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "default"));
            command.addAll(List.of(rights.split(" ")));
            assertEquals("OK", redis.cli(command.toArray(String[]::new)));
            try (Client client = new Client(redis.url(), null)) {
                client.untilAway(said);
            }
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        try (RedisServer redis = RedisServer.start("--appendfsync", "no");
                Client client = new Client(redis.url() + "/99", null)) {
            client.untilAway("ERR DB index is out of range (expected: a database that it has");
        }
    }

    /** Channels are the same in all databases of a Redis. */
    @Test
    void databasesShareNothing() throws Exception {
        try (RedisServer redis = RedisServer.start();
                Client one = new Client(redis.url(), null);
                Client two = new Client(redis.url() + "/2", null)) {
            one.untilReady();
            two.untilReady();
            String channel = "oneport:3{a}";
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
                socket.getOutputStream().write(("SSUBSCRIBE " + channel + "\r\n").getBytes(StandardCharsets.UTF_8));
                BufferedReader said = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                while (!said.readLine().equals(":1")) {
                    // Until it is subscribed.
                }
                two.publishSurely("a", "there");
                one.publishSurely("a", "here");
                String line = said.readLine();
                while (!line.endsWith("here")) {
                    assertFalse(line.endsWith("there"));
                    line = said.readLine();
                }
            }
            assertEquals(List.of("here"), one.read("a"));
            assertEquals(List.of("there"), two.read("a"));
        }
    }

    @Tag("load")
    @Test
    void sentinelsSayWhereTheMasterIsNow() throws Exception {
        Needs.program("redis-sentinel", "redis-sentinel");
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start(
                        "--replicaof", "127.0.0.1", "" + master.port(), "--repl-diskless-sync-delay", "0")) {
            Path config = Files.createTempFile("sentinel", ".conf");
            int port = RedisServer.freePort();
            Files.writeString(
                    config,
                    "bind 127.0.0.1\nport " + port + "\nsentinel monitor main 127.0.0.1 " + master.port()
                            + " 1\nsentinel down-after-milliseconds main 500\nsentinel failover-timeout main 2000\n");
            Process sentinel = new ProcessBuilder("redis-sentinel", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (Client client = new Client("redis-sentinel://127.0.0.1:" + port + "#main", null)) {
                client.untilReady();
                client.publishSurely("a", "one");
                until(
                        "the replica has it",
                        () -> replica.cli("EXISTS", "oneport:3{a}m").equals("1"));
                Thread.sleep(1500); // until the Sentinel knows of the replica, which it asks for once a second
                master.kill();
                client.publishSurely("a", "two");
                assertEquals(List.of("one", "two"), client.read("a"));
            } finally {
                sentinel.destroyForcibly().onExit().join();
                Files.delete(config);
            }
        }
    }

    @Tag("load")
    @Test
    void aClustersTopicsGoOnWhileTheirSlotsMove() throws Exception {
        String[] flags = {"--cluster-enabled", "yes", "--cluster-node-timeout", "2000"};
        try (RedisServer one = RedisServer.start(flags);
                RedisServer two = RedisServer.start(flags);
                RedisServer three = RedisServer.start(flags)) {
            String addresses = "127.0.0.1:" + one.port() + " 127.0.0.1:" + two.port() + " 127.0.0.1:" + three.port();
            List<String> create = new ArrayList<>(List.of("--cluster", "create"));
            create.addAll(List.of(addresses.split(" ")));
            create.add("--cluster-yes");
            one.cli(create, new String[0]);
            until(
                    "a cluster",
                    () -> List.of(one, two, three).stream()
                            .allMatch(each -> each.cli("CLUSTER", "INFO").contains("cluster_state:ok")));
            try (Client client = new Client("redis://" + addresses.replace(' ', ','), null)) {
                client.untilReady();
                for (int i = 0; i < 20; i++) {
                    client.publishSurely("topic" + i, "before");
                }
                one.cli(
                        List.of(
                                "--cluster",
                                "reshard",
                                "127.0.0.1:" + one.port(),
                                "--cluster-from",
                                one.cli("CLUSTER", "MYID"),
                                "--cluster-to",
                                two.cli("CLUSTER", "MYID"),
                                "--cluster-slots",
                                "3000",
                                "--cluster-yes"),
                        new String[0]);
                for (int i = 0; i < 20; i++) {
                    client.publishSurely("topic" + i, "after");
                    assertEquals(List.of("before", "after"), client.read("topic" + i));
                }
                MessageId nothing = client.held("new", new Since.Now()).start().position();
                client.publishSurely("new", "lost");
                for (RedisServer each : List.of(one, two, three)) {
                    each.cli("FLUSHALL");
                }
                client.publishSurely("new", "kept");
                ReadResult.Held held = client.held("new", new Since.After(nothing));
                assertTrue(held.start().reset(), "what was lost is not passed over in silence");
                assertEquals(1, held.start().messages().size());
            }
        }
    }
}
