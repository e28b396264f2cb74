package io.oneport.server.bench;

import com.sun.management.OperatingSystemMXBean;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Broker;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.log.LogBroker;
import io.oneport.server.broker.log.LogSettings;
import io.oneport.server.broker.memory.MemoryBroker;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a publication costs with a log, and how long it takes to read the log back. No sockets: a broker, one worker, and so
 * many publications under way.
 *
 * <p>A command: {@code LogBench publish memory|always|never MESSAGES UNDER_WAY DIR} or {@code LogBench recover MESSAGES DIR}.
 */
final class LogBench {
    private static final int TOPICS = 100;
    private static final byte[] PAYLOAD = "x".repeat(200).getBytes();

    private LogBench() {}

    /** Runs one. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("publish")) {
            int messages = Integer.parseInt(args[2]);
            publish(args[1], Math.max(1000, messages / 4), Integer.parseInt(args[3]), Path.of(args[4]), false);
            publish(args[1], messages, Integer.parseInt(args[3]), Path.of(args[4]), true);
        } else {
            recover(Integer.parseInt(args[1]), Path.of(args[2]));
        }
    }

    private static TopicSettings settings(int history) {
        return new TopicSettings(
                history, 1 << 30, Duration.ofHours(1), 1L << 40, 10_000, 1 << 20, Duration.ofSeconds(5), 1 << 20);
    }

    private static Broker open(String kind, int history, Path directory, ExecutorService worker) throws Exception {
        long begun = System.nanoTime();
        LongSupplier elapsed = () -> (System.nanoTime() - begun) / 1_000_000;
        return kind.equals("memory")
                ? new MemoryBroker(1, settings(history), System::currentTimeMillis, elapsed)
                : LogBroker.open(
                        new LogSettings(directory, kind.equals("always"), 1 << 16),
                        settings(history),
                        List.of(worker),
                        System::currentTimeMillis,
                        elapsed);
    }

    private static void publish(String kind, int messages, int underWay, Path directory, boolean print)
            throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        Broker broker = open(kind, 100, directory, worker);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        fill(broker, worker, messages, underWay);
        long nanos = System.nanoTime() - begun;
        cpu = system.getProcessCpuTime() - cpu;
        broker.close();
        worker.shutdown();
        if (print) {
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d under way: %d messages/s, %.1f us of CPU a message%n",
                    kind,
                    underWay,
                    messages * 1_000_000_000L / nanos,
                    cpu / 1e3 / messages);
        }
    }

    private static void fill(Broker broker, ExecutorService worker, int messages, int underWay) throws Exception {
        Semaphore free = new Semaphore(underWay);
        for (int i = 0; i < messages; i++) {
            free.acquire();
            TopicName topic = new TopicName("bench-" + i % TOPICS);
            worker.execute(() -> broker.publish(
                    0, new Publication(topic, new Payload(PAYLOAD, true), null, null, null, null), result -> {
                        if (!(result instanceof PublishResult.Published)) {
                            throw new IllegalStateException(result.toString());
                        }
                        free.release();
                    }));
        }
        free.acquire(underWay);
    }

    private static void recover(int messages, Path directory) throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        Broker broker = open("never", messages, directory, worker);
        fill(broker, worker, messages, 1000);
        broker.close();
        for (int run = 1; run <= 3; run++) {
            long begun = System.nanoTime();
            broker = open("never", messages, directory, worker);
            long nanos = System.nanoTime() - begun;
            int[] found = {0};
            for (int i = 0; i < TOPICS; i++) {
                broker.read(
                        0,
                        new TopicName("bench-" + i),
                        new Since.All(),
                        Integer.MAX_VALUE,
                        result -> found[0] +=
                                ((ReadResult.Held) result).start().messages().size());
            }
            System.out.printf(Locale.ROOT, "%d messages read back in %.2f s%n", found[0], nanos / 1e9);
            broker.close();
        }
        worker.shutdown();
        worker.awaitTermination(1, TimeUnit.SECONDS);
    }
}
