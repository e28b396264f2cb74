package io.oneport.server.broker.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.server.broker.BrokerMetric;
import io.oneport.server.broker.BrokerState;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the disk fails, and who may have a directory. */
@Timeout(60)
class LogFaultsTest {
    @TempDir
    private Path directory;

    private enum Step {
        CREATE,
        WRITE,
        SYNC
    }

    /** A disk of which one kind of step fails from some moment on. */
    private static final class Disk implements SegmentFaults {
        private final Step fails;
        private volatile boolean broken;

        private Disk(Step fails) {
            this.fails = fails;
        }

        private void step(Step step) throws IOException {
            if (broken && step == fails) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void create() throws IOException {
            step(Step.CREATE);
        }

        @Override
        public void write() throws IOException {
            step(Step.WRITE);
        }

        @Override
        public void sync() throws IOException {
            step(Step.SYNC);
        }
    }

    /** Nothing that was acknowledged is missing afterwards, and nothing was handed to readers that is. */
    @ParameterizedTest
    @EnumSource
    void whenTheDiskFailsNothingIsAcknowledgedAndHistoryIsReadable(Step step) throws Exception {
        Disk disk = new Disk(step);
        List<String> acknowledged = new ArrayList<>();
        List<String> maybe = new ArrayList<>();
        MessageId last = null;
        try (LogRig rig = new LogRig(directory, 100_000, true, disk)) {
            for (int i = 0; i < 10; i++) {
                last = rig.publish("before " + i);
                acknowledged.add("before " + i);
            }
            disk.broken = true;
            Refusal.Unavailable refusal = null;
            for (int i = 0; refusal == null && i < 10_000; i++) { // some segments
                String text = "after " + i + " " + "x".repeat(500);
                PublishResult result = rig.result(text);
                if (result instanceof PublishResult.Published published) {
                    acknowledged.add(text);
                    last = published.id();
                } else {
                    refusal = assertInstanceOf(Refusal.Unavailable.class, result);
                    maybe.add(text);
                }
            }
            assertTrue(refusal != null && refusal.detail().contains("No space left on device"), () -> "" + maybe);
            refusal = assertInstanceOf(Refusal.Unavailable.class, rig.result("later"));
            assertFalse(refusal.maybePublished(), "it was not even tried");
            disk.broken = false;
            assertInstanceOf(Refusal.Unavailable.class, rig.result("later"), "only a restart finds out what is there");
            assertEquals(acknowledged, rig.texts());
            BrokerState.Away away =
                    assertInstanceOf(BrokerState.Away.class, rig.broker().state());
            assertTrue(away.why().contains("No space left on device"), away::why);
        }
        try (LogRig rig = new LogRig(directory, 100_000, true, SegmentFaults.NONE)) {
            List<String> found = rig.texts();
            assertEquals(acknowledged, found.subList(0, acknowledged.size()));
            assertTrue(maybe.containsAll(found.subList(acknowledged.size(), found.size())), found::toString);
            assertFalse(rig.read(new Since.After(last)).reset());
            assertTrue(rig.publish("again").offset() > last.offset());
        }
    }

    /** Else everything would be acknowledged, and be gone with the process. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsAcknowledgedOnceTheDirectoryIsGone(boolean replaced) throws Exception {
        Path used = directory.resolve("used");
        try (LogRig rig = new LogRig(used)) {
            rig.publish("before");
            Files.move(used, directory.resolve("elsewhere"));
            if (replaced) {
                new LogRig(used).close();
            }
            PublishResult result = rig.result("after");
            while (result instanceof PublishResult.Published) {
                result = rig.result("after");
            }
            Refusal.Unavailable refusal = assertInstanceOf(Refusal.Unavailable.class, result);
            String why = refusal.detail(); // or the next segment cannot be created there
            assertTrue(why.contains("was removed or replaced") || why.contains("No such file"), why);
            assertFalse(rig.texts().isEmpty(), "history can be read");
        }
    }

    @Test
    void whatWaitsForTheDiskIsAnsweredWhenItFails() throws Exception {
        CountDownLatch writes = new CountDownLatch(1);
        CountDownLatch fails = new CountDownLatch(1);
        SegmentFaults slow = new SegmentFaults() {
            @Override
            public void write() throws IOException {
                writes.countDown();
                try {
                    fails.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("gone");
            }
        };
        try (LogRig rig = new LogRig(directory, 100, true, slow)) {
            List<List<PublishResult>> results = new ArrayList<>();
            results.add(rig.begin("first", "k"));
            writes.await();
            results.add(rig.begin("second", null));
            results.add(rig.begin("first, again", "k"));
            fails.countDown();
            for (List<PublishResult> result : results) {
                rig.await(result);
                assertTrue(assertInstanceOf(Refusal.Unavailable.class, result.get(0))
                        .maybePublished());
            }
            assertEquals(List.of(), rig.texts());
        }
    }

    /** What one worker has under way is bounded: a disk that hangs must not fill the memory. */
    @Test
    void publicationsAreRefusedWhileTheLogDoesNotKeepUp() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        SegmentFaults slow = new SegmentFaults() {
            @Override
            public void write() {
                try {
                    hangs.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (LogRig rig = new LogRig(directory, 100, true, slow)) {
            List<List<PublishResult>> waiting = new ArrayList<>();
            List<PublishResult> results = rig.begin("x".repeat(1000), null);
            while (results.isEmpty()) {
                waiting.add(results);
                results = rig.begin("x".repeat(1000), null);
            }
            Refusal.Unavailable refusal = assertInstanceOf(Refusal.Unavailable.class, results.get(0));
            assertFalse(refusal.maybePublished());
            assertTrue(waiting.size() <= 1 + LogShard.IN_FLIGHT_BYTES / 1256, () -> "" + waiting.size());
            hangs.countDown();
            for (List<PublishResult> result : waiting) {
                rig.await(result);
                assertInstanceOf(PublishResult.Published.class, result.get(0));
            }
            rig.publish("again");
        }
    }

    @Test
    void whatIsWrittenIsCounted() throws Exception {
        try (LogRig log = new LogRig(directory)) {
            log.publish("one");
            log.publish("two");
            Map<String, Double> metrics =
                    log.broker().metrics().stream().collect(Collectors.toMap(BrokerMetric::name, BrokerMetric::value));
            assertEquals(1, metrics.get("oneport_log_ready"));
            assertEquals(2, metrics.get("oneport_log_records"));
            assertEquals(2, metrics.get("oneport_log_batches_total"));
            assertEquals(2, metrics.get("oneport_log_syncs_total"));
            assertTrue(metrics.get("oneport_log_sync_seconds_total") > 0);
            assertTrue(metrics.get("oneport_log_written_bytes_total") > 100);
            assertEquals(1, metrics.get("oneport_log_segments"));
            assertEquals(64 << 10, metrics.get("oneport_log_bytes"));
            assertEquals(0, metrics.get("oneport_log_pending"));
            assertEquals(0, metrics.get("oneport_log_in_flight_bytes"));
            assertTrue(metrics.get("oneport_log_recovery_seconds") > 0);
            String document = Files.readString(Path.of("..", "docs", "metrics.md"));
            assertEquals(
                    List.of(),
                    metrics.keySet().stream()
                            .filter(name -> !document.contains("`" + name + "`"))
                            .toList());
        }
    }

    @Test
    void aDirectoryHasOneUser() throws Exception {
        try (LogRig rig = new LogRig(directory)) {
            String line = assertThrows(LogException.class, () -> new LogRig(directory))
                    .getMessage();
            assertEquals(
                    "Cannot use data-dir " + directory
                            + ": another process uses it (expected: a directory of its own for each server)",
                    line);
            rig.publish("one");
        }
        try (LogRig rig = new LogRig(directory)) {
            assertEquals(List.of("one"), rig.texts());
        }
    }

    @Test
    void whatCannotBeUsedIsOneClearLine() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        String line = assertThrows(LogException.class, () -> new LogRig(file)).getMessage();
        assertTrue(line.startsWith("Cannot use data-dir " + file + ": "), line);
        Path log = directory.resolve("log");
        new LogRig(log).close();
        String good = Files.readString(log.resolve("state.properties"));
        for (String wrong : List.of("segment-bytes=99999999999", "segment-bytes=x", "next-epoch=-1", "next-epoch=")) {
            String name = wrong.substring(0, wrong.indexOf('='));
            Files.writeString(log.resolve("state.properties"), good.replaceAll(name + "=.*", wrong));
            line = assertThrows(LogException.class, () -> new LogRig(log)).getMessage();
            assertTrue(line.contains("state.properties is damaged"), line);
        }
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        line = assertThrows(LogException.class, () -> new LogRig(link)).getMessage();
        assertTrue(line.contains("it is a link that leads nowhere"), line);
        Files.writeString(log.resolve("state.properties"), "format=2\n");
        line = assertThrows(LogException.class, () -> new LogRig(log)).getMessage();
        assertEquals(
                "Cannot use data-dir " + log
                        + ": state.properties is damaged or of another version (expected: format 1)",
                line);
        Files.delete(log.resolve("state.properties"));
        line = assertThrows(LogException.class, () -> new LogRig(log)).getMessage();
        assertTrue(line.contains("no file state.properties"), line);
    }

    /** Many more messages than history keeps: the files of those that are gone go, too. */
    @Test
    void whatHasLeftHistoryLeavesTheDisk() throws Exception {
        try (LogRig rig = new LogRig(directory, 20, false, SegmentFaults.NONE)) {
            List<PublishResult> results = List.of();
            for (int i = 0; i < 20_000; i++) {
                results = rig.begin("m" + i + " " + "x".repeat(300), null);
                if (i % 100 == 0) {
                    rig.await(results);
                }
            }
            rig.await(results);
        }
        try (LogRig rig = new LogRig(directory, 20, false, SegmentFaults.NONE)) {
            assertEquals(20, rig.texts().size());
            assertTrue(rig.texts().get(19).startsWith("m19999 "));
            assertEquals(20_001, rig.publish("next").offset());
        }
        long bytes = 0;
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertTrue(bytes < 2_000_000, bytes + " bytes for 20 messages; 20,000 have more than 6 million");
    }

    @Test
    void afterAPowerCutWithoutSyncPositionsAheadAreReset() throws Exception {
        MessageId one;
        MessageId two;
        try (LogRig rig = new LogRig(directory, 100, false, SegmentFaults.NONE)) {
            one = rig.publish("one");
            two = rig.publish("two");
        }
        Path state = directory.resolve("state.properties");
        String clean = Files.readString(state);
        assertTrue(clean.contains("clean=true"), clean);
        Files.writeString(state, clean.replace("clean=true", "clean=false"));
        try (LogRig rig = new LogRig(directory, 100, false, SegmentFaults.NONE)) {
            assertEquals(one.epoch(), rig.publish("three").epoch(), "the machine has not been started since");
        }
        Files.writeString(
                state,
                Files.readString(state).replace("clean=true", "clean=false").replaceAll("boot=.*", "boot=another"));
        try (LogRig rig = new LogRig(directory, 100, false, SegmentFaults.NONE)) {
            MessageId four = rig.publish("four");
            assertEquals(4, four.offset());
            assertTrue(four.epoch() != one.epoch());
            assertEquals(List.of("three", "four"), LogRig.texts(rig.read(new Since.After(two))));
            assertFalse(rig.read(new Since.After(two)).reset());
            assertTrue(
                    rig.read(new Since.After(new MessageId(one.epoch(), 4))).reset(), "it may have been another one");
        }
    }
}
