package io.oneport.server.broker.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import io.oneport.server.broker.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** The last segment of a log that was not closed, cut or changed at every byte. */
@Timeout(600)
class LogDamageTest {
    /** History keeps so many, so that there are deletions between the messages. */
    private static final int KEPT = 12;

    private static final int PUBLISHED = 20;

    /** In memory if possible: thousands of logs are opened, each with some calls of fsync. */
    static final class InMemory implements TempDirFactory {
        private static final Path MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "log-damage")
                    : Files.createTempDirectory("log-damage");
        }
    }

    @TempDir(factory = InMemory.class)
    private Path temporary;

    private final Map<String, MessageId> ids = new HashMap<>();
    /** The files as they were; the last segment is apart. */
    private final Map<Path, byte[]> files = new HashMap<>();

    private Path segment;
    private byte[] whole;
    private int used;

    private void prepare() throws IOException {
        Path log = temporary.resolve("log");
        try (LogRig rig = new LogRig(log, KEPT, true, SegmentFaults.NONE)) {
            for (int i = 1; i <= PUBLISHED; i++) {
                ids.put("m" + i, rig.publish("m" + i));
            }
            // As a kill leaves it.
            try (Stream<Path> all = Files.list(log)) {
                for (Path file : all.toList()) {
                    files.put(file.getFileName(), Files.readAllBytes(file));
                }
            }
        }
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            int end = file.getValue().length;
            while (end > 0 && file.getValue()[end - 1] == 0) {
                end--;
            }
            if (file.getKey().toString().startsWith(DataDirectory.PREFIX) && end > 100) {
                assertEquals(0, used, "one segment has all");
                segment = file.getKey();
                whole = file.getValue();
                used = end;
            }
        }
        assertTrue(used > 0);
    }

    private Path damaged(byte[] bytes) throws IOException {
        Path copy = temporary.resolve("copy");
        if (Files.exists(copy)) {
            try (Stream<Path> all = Files.list(copy)) {
                for (Path file : all.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(copy);
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            Files.write(copy.resolve(file.getKey()), file.getKey().equals(segment) ? bytes : file.getValue());
        }
        return copy;
    }

    /**
     * Opens a damaged log.
     *
     * @return the messages that are missing
     */
    private int check(byte[] bytes, String what) throws IOException {
        Path copy = damaged(bytes);
        try (LogRig rig = new LogRig(copy, KEPT, true, SegmentFaults.NONE)) {
            List<String> found = rig.texts();
            MessageId last = found.isEmpty() ? new MessageId(1, 0) : ids.get(found.get(found.size() - 1));
            for (Map.Entry<String, MessageId> each : ids.entrySet()) {
                MessageId id = each.getValue();
                Start start = rig.read(new Since.After(id));
                List<String> expected = ids.keySet().stream()
                        .filter(text -> ids.get(text).offset() > id.offset())
                        .sorted((a, b) ->
                                Long.compare(ids.get(a).offset(), ids.get(b).offset()))
                        .toList();
                if (!start.reset()) { // nothing is missing up to the last that was found, where the topic forks
                    List<String> got = LogRig.texts(start);
                    assertTrue(
                            got.size() <= expected.size() && got.equals(expected.subList(0, got.size())),
                            what + ": a loss after " + id + " was not told: " + got);
                    assertTrue(id.offset() <= last.offset(), what + ": " + id + " was lost, and was not told");
                }
            }
            MessageId next = rig.publish("next");
            assertFalse(ids.containsValue(next), what + ": " + next + " is the id of two messages");
            assertEquals("next", rig.texts().get(rig.texts().size() - 1), what);
            int expectedSize = Math.min(KEPT, found.size() + 1);
            assertEquals(expectedSize, rig.texts().size(), what);
            for (String text : found) {
                assertTrue(ids.containsKey(text), what + ": " + text + " was never published");
            }
            return KEPT - found.size();
        }
    }

    private void flip(int from) throws IOException {
        for (int at = from; at < used; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << at % 8);
            int missing = check(bytes, "byte " + at + " changed");
            assertTrue(missing <= 1, "byte " + at + " changed: " + missing + " messages are missing");
        }
    }

    private void cut(int from) throws IOException {
        int before = KEPT;
        for (int at = from; at <= used; at++) {
            int missing = check(Arrays.copyOf(whole, at), "cut at byte " + at);
            assertTrue(at == from || missing <= before, "cut at byte " + at + ": the more is left the more is found");
            before = missing;
        }
        assertEquals(0, before);
    }

    @Test
    void anIntactLogIsReadWhole() throws Exception {
        prepare();
        assertEquals(0, check(whole, "intact"));
        try (LogRig rig = new LogRig(damaged(whole), KEPT, true, SegmentFaults.NONE)) {
            assertEquals(new MessageId(ids.get("m1").epoch(), PUBLISHED + 1), rig.publish("next"), "no fork");
        }
    }

    @Test
    void theLastRecordsChangedAtEveryByte() throws Exception {
        prepare();
        flip(used - 250);
    }

    @Test
    void theLastRecordsCutAtEveryByte() throws Exception {
        prepare();
        cut(used - 250);
    }

    @Test
    @Tag("load")
    void theSegmentChangedAtEveryByte() throws Exception {
        prepare();
        flip(0);
    }

    @Test
    @Tag("load")
    void theSegmentCutAtEveryByte() throws Exception {
        prepare();
        cut(16);
    }
}
