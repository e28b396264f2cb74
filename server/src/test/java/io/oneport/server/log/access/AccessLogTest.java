package io.oneport.server.log.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccessLogTest {
    private static final int WORKERS = 4;

    @TempDir
    Path folder;

    private AccessSettings settings(int sample, int bufferBytes) {
        String file = folder.resolve("access.log").toString();
        return new AccessSettings(file, AccessFormat.COMMON, sample, bufferBytes, Set.of());
    }

    private static AccessEntry entry(String target, int status) {
        return new AccessEntry(0, 0, null, null, "GET", target, "HTTP/1.1", status, 0, null, null, "id", 1, null);
    }

    private List<String> targets(String file) throws Exception {
        return Files.readAllLines(folder.resolve(file)).stream()
                .map(line -> line.split("\"")[1].split(" ")[1])
                .toList();
    }

    @Test
    void everyLineOfEveryWorkerIsWrittenOnceAndWhole() throws Exception {
        AccessLog log = AccessLog.open(settings(1, 1 << 26), WORKERS);
        List<Thread> loops = IntStream.range(0, WORKERS)
                .mapToObj(worker -> new Thread(() -> {
                    AccessLogBuffer buffer = log.buffers().get(worker);
                    for (int i = 0; i < 5_000; i++) {
                        buffer.add(entry("/" + worker + "/" + i, 200));
                    }
                }))
                .toList();
        loops.forEach(Thread::start);
        for (Thread loop : loops) {
            loop.join();
        }
        log.close();
        List<String> targets = targets("access.log");
        assertEquals(WORKERS * 5_000, targets.size());
        assertEquals(WORKERS * 5_000, new HashSet<>(targets).size());
    }

    @Test
    void whatDoesNotFitIsDroppedAndCounted() throws Exception {
        AccessLog log = AccessLog.open(settings(1, 1 << 16), 1);
        AccessLogBuffer buffer = new AccessLogBuffer(log, 1 << 16); // which nobody empties
        for (int i = 0; i < 1_000; i++) {
            buffer.add(entry("/" + i, 200));
        }
        int kept = buffer.take().size();
        assertTrue(kept > 100 && kept < 256, "kept " + kept);
        assertEquals(1_000 - kept, buffer.takeDropped());
        assertEquals(0, buffer.takeDropped());
        log.close();
    }

    @Test
    void aSampleHasOneInNAndEveryFailure() throws Exception {
        AccessLog log = AccessLog.open(settings(10, 1 << 20), 1);
        AccessLogBuffer buffer = log.buffers().get(0);
        assertEquals(10, IntStream.range(0, 100).filter(i -> buffer.wants(200)).count());
        assertEquals(100, IntStream.range(0, 100).filter(i -> buffer.wants(404)).count());
        log.close();
    }

    /** As logrotate does it: rename, then have the server open the file again. */
    @Test
    void aRenamedFileIsOpenedAgain() throws Exception {
        AccessLog log = AccessLog.open(settings(1, 1 << 20), 1);
        AccessLogBuffer buffer = log.buffers().get(0);
        buffer.add(entry("/before", 200));
        Path file = folder.resolve("access.log");
        while (Files.size(file) == 0) {
            Thread.onSpinWait();
        }
        Files.move(file, folder.resolve("access.log.1"));
        assertEquals("opened access.log again", log.reopen());
        buffer.add(entry("/after", 200));
        log.close();
        assertEquals(List.of("/before"), targets("access.log.1"));
        assertEquals(List.of("/after"), targets("access.log"));
    }

    @Test
    void aFullDiskCostsLinesAndNothingElse() throws Exception {
        AccessSettings full = new AccessSettings("/dev/full", AccessFormat.COMMON, 1, 1 << 20, Set.of());
        AccessLog log = AccessLog.open(full, 1);
        log.buffers().get(0).add(entry("/lost", 200));
        log.close(); // must neither hang nor throw
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() {
        AccessSettings missing =
                new AccessSettings(folder + "/no/access.log", AccessFormat.COMMON, 1, 1 << 20, Set.of());
        String message = assertThrows(AccessLog.CannotOpen.class, () -> AccessLog.open(missing, 1))
                .getMessage();
        assertTrue(message.startsWith("access-log: " + folder + "/no/access.log"), message);
        assertTrue(message.endsWith("(expected: a file that can be written, or - for standard output)"), message);
    }
}
