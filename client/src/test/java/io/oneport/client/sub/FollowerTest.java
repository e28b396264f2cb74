package io.oneport.client.sub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.TopicClients;
import io.oneport.client.cli.LocalFailure;
import io.oneport.client.net.Limits;
import io.oneport.client.net.RefusedException;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.testing.MostlyWaits;
import io.oneport.client.testing.TopicServer;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class FollowerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private Duration timeout = Duration.ofSeconds(5);
    private Duration pingAfter = Duration.ofSeconds(30);
    private Optional<Duration> retryFor = Optional.empty();
    private Printer.LineFormat form = Printer.LineFormat.TEXT;
    private OutputStream sink = out;

    private void follow(TopicServer server, String since, int count, String... topics)
            throws IOException, InterruptedException {
        Target target = new Target(false, "127.0.0.1", server.start(), "/");
        Map<TopicName, Since> begin = new LinkedHashMap<>();
        for (String topic : topics) {
            begin.put(new TopicName(topic), since.isEmpty() ? new Since.Now() : Since.parse(since));
        }
        Limits limits = new Limits(timeout, 16 << 10, 1 << 20);
        FollowerStatus status = new FollowerStatus(new PrintWriter(err, true), false);
        try (server;
                Connector connector = new Connector(target, Trust.PLATFORM, limits)) {
            TopicClients sockets = new TopicClients(connector, target, List::of, timeout, pingAfter);
            Reconnection reconnection =
                    new Reconnection(sockets, new Backoff(new Random(7), Duration.ofMillis(100)), retryFor, status);
            new Follower(new ReadPositions(begin), new Printer(sink, form, false), status, reconnection, count)
                    .run(sockets.open());
        }
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static String[] numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toArray(String[]::new);
    }

    /** Cuts each connection after a random number of bytes, in the middle of frames, half of them by a reset. */
    private static final class CuttingServer extends TopicServer {
        private final Random random;
        private final Map<Peer, Integer> left = new ConcurrentHashMap<>();

        CuttingServer(long seed) throws IOException {
            random = new Random(seed);
        }

        @Override
        protected void upgrade(Peer peer, String key) throws IOException {
            synchronized (random) {
                left.put(peer, random.nextInt(random.nextInt(4) == 0 ? 300 : 40_000));
            }
            super.upgrade(peer, key);
        }

        @Override
        protected void write(Peer peer, byte[] frame) throws IOException {
            int allowed = left.merge(peer, -frame.length, Integer::sum);
            if (allowed >= 0) {
                super.write(peer, frame);
                return;
            }
            super.write(peer, Arrays.copyOf(frame, Math.max(0, allowed + frame.length)));
            peer.socket().setSoLinger(frame.length % 2 == 0, 0);
            peer.socket().close();
        }
    }

    @RepeatedTest(2)
    @MostlyWaits
    void acrossCutsEveryMessageIsPrintedOnceAndInOrder() throws Exception {
        long seed = Long.getLong("oneport.seed", System.nanoTime());
        System.out.println("cuts: -Doneport.seed=" + seed);
        CuttingServer server = new CuttingServer(seed);
        int half = 500;
        server.publish("a", numbers(1, half));
        server.publish("b", numbers(1, half));
        Thread publisher = new Thread(() -> {
            for (int i = half + 1; i <= 2 * half; i++) {
                server.publish("a", String.valueOf(i));
                server.publish("b", String.valueOf(i));
                if (i % 20 == 0) {
                    sleep(10);
                }
            }
        });
        publisher.start();
        form = Printer.LineFormat.TOPIC_AND_TEXT;
        follow(server, "all", 4 * half, "a", "b");
        publisher.join();
        for (String topic : List.of("a", "b")) {
            List<String> printed = lines().stream()
                    .filter(line -> line.startsWith(topic))
                    .map(line -> line.substring(3))
                    .toList();
            assertEquals(List.of(numbers(1, 2 * half)), printed, "seed " + seed);
        }
        assertTrue(err.toString().contains("connection lost: "), err::toString);
        assertTrue(err.toString().contains("; reconnecting in 0."), err::toString);
        assertTrue(err.toString().contains("resumed" + System.lineSeparator()), err::toString);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Gives each reader one message, and refuses those that come back, at first. */
    private static final class RefusingServer extends TopicServer {
        private final String status;
        private int upgrades;

        RefusingServer(String status) throws IOException {
            this.status = status;
        }

        @Override
        protected synchronized void upgrade(Peer peer, String key) throws IOException {
            if (++upgrades == 2) {
                peer.write("HTTP/1.1 " + status + "\r\nRetry-After: 1\r\nContent-Type: application/problem+json\r\n"
                        + "Content-Length: 20\r\n\r\n{\"detail\":\"not now\"}");
                peer.socket().close();
            } else {
                super.upgrade(peer, key);
            }
        }

        @Override
        protected void write(Peer peer, byte[] frame) throws IOException {
            super.write(peer, frame);
            if (peer.number() == 0 && new String(frame, StandardCharsets.UTF_8).contains("\"message\"")) {
                peer.socket().close();
            }
        }
    }

    @Test
    void aServerThatAsksToWaitIsLeftAloneForThatLong() throws Exception {
        RefusingServer server = new RefusingServer("503 Service Unavailable");
        server.publish("news", numbers(1, 2));
        follow(server, "all", 2, "news");
        assertEquals(List.of("1", "2"), lines());
        Matcher said = Pattern.compile("no connection: the server refused to upgrade: 503 Service Unavailable: not now;"
                        + " the server asks to wait 1s; reconnecting in (\\d+\\.\\d)s")
                .matcher(err.toString());
        assertTrue(said.find(), err::toString);
        assertTrue(Double.parseDouble(said.group(1)) >= 1, err::toString);
    }

    @Test
    void whoIsNotLetInAnyMoreGivesUp() throws Exception {
        RefusingServer server = new RefusingServer("401 Unauthorized");
        server.publish("news", numbers(1, 2));
        var refused = assertThrows(RefusedException.class, () -> follow(server, "all", 2, "news"));
        assertEquals(
                "the server refused to upgrade: 401 Unauthorized: not now; the server asks to wait 1s",
                refused.getMessage());
        assertEquals(List.of("1"), lines());
    }

    @Test
    void aWaitLongerThanTheTimeThatIsLeftEndsIt() throws Exception {
        retryFor = Optional.of(Duration.ofMillis(200));
        RefusingServer server = new RefusingServer("429 Too Many Requests");
        server.publish("news", numbers(1, 2));
        var lost = assertThrows(GaveUpException.class, () -> follow(server, "all", 2, "news"));
        assertTrue(lost.getMessage().contains("429 Too Many Requests: not now"), lost::getMessage);
    }

    @Test
    void aCutBeforeTheFirstMessageResumesWhereTheSubscriptionBegan() throws Exception {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribed(Peer peer, String id, String topic, String position) throws IOException {
                super.subscribed(peer, id, topic, position);
                if (peer.number() == 0) {
                    publish(topic, "while away");
                    peer.socket().close();
                }
            }
        };
        server.publish("news", "before");
        follow(server, "", 1, "news");
        assertEquals(List.of("while away"), lines());
        assertEquals(
                List.of(
                        "{\"type\":\"subscribe\",\"id\":1,\"topic\":\"news\"}",
                        "{\"type\":\"subscribe\",\"id\":1,\"topic\":\"news\",\"since\":\"e.1\"}"),
                server.commands);
        assertTrue(err.toString().startsWith("subscribed" + System.lineSeparator() + "connection lost: "));
    }

    /** Told {@code x.5}, it has begun again at {@code e.9}; the first connection breaks before it can say so. */
    private static final class ResetServer extends TopicServer {
        ResetServer() throws IOException {}

        @Override
        protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
            if (!since.equals("x.5")) {
                throw new IOException(since);
            }
            subscribed(peer, id, topic, "e.8");
            if (peer.number() == 0) {
                peer.socket().close();
                return;
            }
            send(
                    peer,
                    "{\"type\":\"reset\",\"topic\":\"news\",\"asked\":\"x.5\",\"first\":\"e.9\",\"position\":\"e.8\"}");
            send(peer, event(topic, 9, "nine"));
        }
    }

    @Test
    void aResetIsToldEvenIfTheConnectionBreaksRightBeforeIt() throws Exception {
        follow(new ResetServer(), "x.5", 1, "news");
        assertEquals(List.of("nine"), lines());
        assertTrue(err.toString().contains("news: history no longer reaches x.5; goes on with e.9"), err::toString);
    }

    @Test
    void amongJsonAResetIsAnEvent() throws Exception {
        form = Printer.LineFormat.JSON;
        follow(new ResetServer(), "x.5", 1, "news");
        assertEquals(
                List.of(
                        "{\"type\":\"reset\",\"topic\":\"news\",\"asked\":\"x.5\",\"first\":\"e.9\",\"position\":\"e.8\"}",
                        TopicServer.event("news", 9, "nine")),
                lines());
    }

    @Test
    void aTopicThatIsRefusedEndsIt() throws Exception {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                error(peer, id, "too-many-topics", "no more\\u001b[2J");
            }
        };
        var refusal = assertThrows(ProtocolException.class, () -> follow(server, "", 1, "news"));
        assertEquals("news: too-many-topics: no more [2J", refusal.getMessage());
    }

    /** As by a server whose engine is away for long: it closes the connection, and serves the topic again later. */
    @Test
    void aTopicThatIsUnavailableForAWhileIsAskedForAgain() throws Exception {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                if (peer.number() == 1) {
                    error(peer, id, "unavailable", "Redis is away");
                } else {
                    super.subscribe(peer, id, topic, since);
                }
            }

            @Override
            protected void subscribed(Peer peer, String id, String topic, String position) throws IOException {
                super.subscribed(peer, id, topic, position);
                if (peer.number() == 0) {
                    publish(topic, "while away");
                    peer.out().write(frame(CLOSE, new byte[] {1013 >> 8, (byte) 1013}));
                    peer.socket().close();
                }
            }
        };
        follow(server, "", 1, "news");
        assertEquals(List.of("while away"), lines());
        assertTrue(
                err.toString().contains("connection lost: news: unavailable: Redis is away; reconnecting in "),
                err::toString);
    }

    @Test
    void duplicatesAndEventsThatNobodyKnowsArePassedOver() throws Exception {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                subscribed(peer, id, topic, "e.4");
                send(peer, event(topic, 4, "read before"));
                send(peer, event(topic, 5, "five"));
                send(peer, "{\"type\":\"weather\",\"of\":\"tomorrow\"}");
                send(peer, event(topic, 5, "five again"));
                send(peer, event("others", 6, "not asked for"));
                send(peer, event(topic, 6, "six").replace("}", ",\"mood\":\"good\"}"));
                send(peer, event(topic, 1, "another life").replace("\"e.1\"", "\"f.1\""));
            }
        };
        follow(server, "e.4", 3, "news");
        assertEquals(List.of("five", "six", "another life"), lines());
    }

    @Test
    void whatIsNoEventEndsIt() throws Exception {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                send(peer, event(topic, 1, "x").replace("e.1", "first"));
            }
        };
        var wrong = assertThrows(ProtocolException.class, () -> follow(server, "", 1, "news"));
        assertTrue(
                wrong.getMessage().startsWith("not an event of oneport.v1.json: id: first (expected: "),
                wrong::getMessage);
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        timeout = Duration.ofMillis(200);
        pingAfter = Duration.ofMillis(100);
        TopicServer server = new TopicServer() {
            @Override
            protected void message(Peer peer, Frame frame) throws IOException {
                if (peer.number() > 0 || new String(frame.payload(), StandardCharsets.UTF_8).contains("subscribe")) {
                    super.message(peer, frame);
                }
                if (peer.number() > 0) {
                    publish("news", "back");
                }
            }
        };
        follow(server, "", 1, "news");
        assertEquals(List.of("back"), lines());
        assertTrue(
                err.toString()
                        .contains("connection lost: nothing for 100ms, and to a ping no answer within 200ms;"
                                + " reconnecting in "),
                err::toString);
    }

    @Test
    void aServerThatAnswersPingsIsNotGivenUp() throws Exception {
        timeout = Duration.ofMillis(500);
        pingAfter = Duration.ofMillis(20);
        TopicServer server = new TopicServer();
        Thread publisher = new Thread(() -> {
            sleep(1000);
            server.publish("news", "at last");
        });
        publisher.start();
        follow(server, "all", 1, "news");
        publisher.join();
        assertEquals(List.of("at last"), lines());
        assertEquals("subscribed", err.toString().strip());
        assertTrue(server.commands.size() > 5, server.commands::toString);
    }

    @Test
    void aMessageThatComesSlowlyIsNoSilence() throws Exception {
        timeout = Duration.ofMillis(500);
        pingAfter = Duration.ofMillis(500);
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                subscribed(peer, id, topic, "e.0");
                for (byte next : text(event(topic, 1, "slow"))) {
                    peer.out().write(next);
                    sleep(15);
                }
            }
        };
        follow(server, "", 1, "news");
        assertEquals(List.of("slow"), lines());
        assertEquals("subscribed", err.toString().strip());
        assertEquals(1, server.commands.size(), "no ping was needed");
    }

    @Test
    void aSubscriptionThatIsNotAnsweredIsALoss() throws Exception {
        timeout = Duration.ofMillis(100);
        retryFor = Optional.of(Duration.ZERO);
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) {}
        };
        var lost = assertThrows(GaveUpException.class, () -> follow(server, "", 1, "news"));
        assertEquals("connection lost: no answer within 100ms", lost.getMessage());
    }

    @Test
    void tryingAgainHasAnEndIfWanted() throws Exception {
        retryFor = Optional.of(Duration.ofMillis(300));
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                close();
            }
        };
        var lost = assertThrows(GaveUpException.class, () -> follow(server, "", 1, "news"));
        assertTrue(
                lost.getMessage()
                        .matches(
                                "connection lost and not restored: 127.0.0.1:\\d+: connection refused; gave up after 300ms"),
                lost::getMessage);
        assertTrue(err.toString().contains("no connection: 127.0.0.1:"), err::toString);
    }

    @Test
    void aCloseThatWouldComeAgainEndsIt() throws Exception {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                peer.out().write(frame(CLOSE, new byte[] {0x03, (byte) 0xf0, 'n', 'o'}));
            }
        };
        var end = assertThrows(ProtocolException.class, () -> follow(server, "", 1, "news"));
        assertEquals("closed by server: 1008 no", end.getMessage());
    }

    @Test
    void aSlowReaderThatIsCutOffResumes() throws Exception {
        TopicServer server = new TopicServer() {
            @Override
            protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
                if (peer.number() > 0) {
                    super.subscribe(peer, id, topic, since);
                    return;
                }
                subscribed(peer, id, topic, "e.0");
                send(peer, event(topic, 1, "1"));
                peer.out().write(frame(CLOSE, new byte[] {0x0f, (byte) 0xa1}));
            }
        };
        server.publish("news", numbers(1, 3));
        follow(server, "all", 3, "news");
        assertEquals(List.of(numbers(1, 3)), lines());
        assertTrue(err.toString().contains("connection lost: closed by server: 4001; reconnecting in "));
    }

    @Test
    void anOutputThatNobodyReadsStopsTheServer() throws Exception {
        AtomicLong sent = new AtomicLong();
        int total = 1500;
        TopicServer server = new TopicServer() {
            @Override
            protected void write(Peer peer, byte[] frame) throws IOException {
                super.write(peer, frame);
                sent.addAndGet(frame.length);
            }
        };
        String text = "x".repeat(60_000);
        for (int i = 0; i < total; i++) {
            server.publish("news", text);
        }
        CountDownLatch read = new CountDownLatch(1);
        sink = new OutputStream() {
            @Override
            public void write(int next) {
                throw new AssertionError("lines come whole");
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    read.await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
            }
        };
        Thread reader = new Thread(() -> {
            long before;
            do {
                before = sent.get();
                sleep(300);
            } while (before == 0 || sent.get() > before);
            read.countDown();
        });
        reader.start();
        long[] whenStuck = new long[1];
        Thread watch = new Thread(() -> {
            try {
                read.await();
                whenStuck[0] = sent.get();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        watch.start();
        follow(server, "all", total, "news");
        reader.join();
        watch.join();
        assertTrue(
                whenStuck[0] < (long) total * text.length() / 2, "sent to a client that did not read: " + whenStuck[0]);
    }

    @Test
    void aReaderThatHasHadEnoughIsNoFailure() throws Exception {
        sink = failing("Broken pipe");
        TopicServer server = new TopicServer();
        server.publish("news", "one", "two");
        follow(server, "all", 2, "news");
    }

    @Test
    void anOutputThatFailsIsTold() throws Exception {
        sink = failing("No space left on device");
        TopicServer server = new TopicServer();
        server.publish("news", "one");
        var failure = assertThrows(LocalFailure.class, () -> follow(server, "all", 1, "news"));
        assertEquals("standard output: No space left on device", failure.getMessage());
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int next) throws IOException {
                throw new IOException(message);
            }
        };
    }
}
